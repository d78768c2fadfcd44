import { requireMember } from '@/app/_server/ctx'
import { env } from '@/lib/env'
import { getInvoice } from '@/lib/invoices/queries'
import { stripe } from '@/lib/stripe/client'
import { fetchInvoicePdf } from '@/lib/stripe/invoice-pdf'
import { getFreshLinks } from '@/lib/stripe/invoices'

/** The PDF of one of the account's own invoices, fetched from Stripe on the server: its address is nobody else's to pass on. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const ctx = await requireMember()
  const invoice = await getInvoice(ctx, (await params).id)
  if (!invoice?.stripeInvoiceId || !invoice.pdfUrl)
    return new Response('There is no such invoice, or it has no PDF yet.', { status: 404 })
  const { pdfUrl } = await getFreshLinks(stripe(), invoice.stripeInvoiceId, invoice)
  const pdf = pdfUrl && (await fetchInvoicePdf(pdfUrl, env().stripe.apiBase))
  if (!pdf)
    return new Response(
      'The PDF could not be had from Stripe just now. Nothing is lost: try again in a minute.',
      {
        status: 502,
      },
    )
  return new Response(pdf, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="serika-${invoice.number ?? invoice.period}.pdf"`,
      'cache-control': 'private, no-store',
    },
  })
}
