import { requireMember } from '@/app/_server/ctx'
import { detailResponse } from '@/app/(dashboard)/billing/invoices/_components/detail-response'
import { getRunningBill } from '@/lib/invoices/queries'

/** The usage of the current month so far, under the lines that it has now. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireMember()
  const bill = await getRunningBill(ctx)
  return detailResponse(ctx, request, { ...bill, number: null, running: true })
}
