/** Hosts that Stripe serves an invoice's PDF from. */
const stripeHosts = new Set(['pay.stripe.com', 'invoice.stripe.com', 'files.stripe.com'])
const TIMEOUT_MS = 15_000

/**
 * The PDF that Stripe made of an invoice, as a stream. Null where the address is not Stripe's (or the configured stand-in's)
 * or the file cannot be had now.
 */
export async function fetchInvoicePdf(
  pdfUrl: string,
  apiBase: string | null,
): Promise<ReadableStream<Uint8Array> | null> {
  const url = new URL(pdfUrl)
  const known =
    apiBase === null ? url.protocol === 'https:' && stripeHosts.has(url.hostname) : url.origin === apiBase
  if (!known) return null
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => null)
  const isPdf = answer?.headers.get('content-type')?.startsWith('application/pdf') ?? false
  return answer?.ok && isPdf ? answer.body : null
}
