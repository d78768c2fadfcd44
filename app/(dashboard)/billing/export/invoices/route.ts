import { csvResponse } from '@/app/_server/csv-response'
import { requireMember } from '@/app/_server/ctx'
import { invoiceHeader } from '@/lib/exports/invoice-rows'
import { invoicePages } from '@/lib/exports/queries'
import { dayOf } from '@/lib/usage/buckets'

/** Every invoice of the account with its lines. */
export async function GET(): Promise<Response> {
  const ctx = await requireMember()
  return csvResponse(`serika-invoices-until-${dayOf(ctx.now)}`, invoiceHeader, invoicePages(ctx))
}
