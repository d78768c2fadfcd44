import { notFound, redirect } from 'next/navigation'
import { requireMember } from '@/app/_server/ctx'
import { env } from '@/lib/env'
import { getInvoice } from '@/lib/invoices/queries'
import { stripe } from '@/lib/stripe/client'
import { isStripes } from '@/lib/stripe/invoice-pdf'
import { getFreshLinks } from '@/lib/stripe/invoices'

/** Leads to the page where Stripe shows one of the account's own invoices and takes its payment. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const ctx = await requireMember()
  const invoice = await getInvoice(ctx, (await params).id)
  if (!invoice?.stripeInvoiceId) notFound()
  const { hostedUrl } = await getFreshLinks(stripe(), invoice.stripeInvoiceId, invoice)
  if (!hostedUrl || !isStripes(new URL(hostedUrl), env().stripe.apiBase)) notFound()
  redirect(hostedUrl)
}
