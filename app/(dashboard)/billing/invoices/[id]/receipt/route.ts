import { notFound, redirect } from 'next/navigation'
import { requireMember } from '@/app/_server/ctx'
import { env } from '@/lib/env'
import { getInvoice } from '@/lib/invoices/queries'
import { listAttempts } from '@/lib/invoices/payments/queries'
import { stripe } from '@/lib/stripe/client'
import { isStripes } from '@/lib/stripe/invoice-pdf'
import { getReceiptUrl } from '@/lib/stripe/payments'

/** Leads to Stripe's receipt of the charge that paid one of the account's own invoices. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const ctx = await requireMember()
  const invoice = await getInvoice(ctx, (await params).id)
  const paid = invoice && (await listAttempts(ctx, invoice.id)).find(({ receiptUrl }) => receiptUrl !== null)
  if (!paid) notFound()
  // Addresses of receipts expire: the one that was stored serves while Stripe cannot be asked.
  const url = (await getReceiptUrl(stripe(), paid.id).catch(() => null)) ?? paid.receiptUrl
  if (!url || !isStripes(new URL(url), env().stripe.apiBase)) notFound()
  redirect(url)
}
