import { notFound } from 'next/navigation'
import { requireMember } from '@/app/_server/ctx'
import { detailResponse } from '@/app/(dashboard)/billing/invoices/_components/detail-response'
import { getInvoice } from '@/lib/invoices/queries'

/** The usage behind one of the account's own invoices. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const ctx = await requireMember()
  const invoice = await getInvoice(ctx, (await params).id)
  if (!invoice) notFound()
  return detailResponse(ctx, request, invoice)
}
