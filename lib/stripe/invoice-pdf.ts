const TIMEOUT_MS = 15_000
const MOST_HOPS = 4

/**
 * The PDF that Stripe made of an invoice, as a stream. Null where an address on the way is not Stripe's (or the configured
 * stand-in's), or the file cannot be had now.
 */
export async function fetchInvoicePdf(
  pdfUrl: string,
  apiBase: string | null,
): Promise<ReadableStream<Uint8Array> | null> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  let url: URL | null = new URL(pdfUrl)
  for (let hop = 0; url && hop < MOST_HOPS && isStripes(url, apiBase); hop += 1) {
    const answer: Response | null = await fetch(url, { signal, redirect: 'manual' }).catch(() => null)
    const isPdf = answer?.headers.get('content-type')?.startsWith('application/pdf') ?? false
    if (answer?.ok && isPdf) return answer.body
    await answer?.body?.cancel()
    const next: string | null = answer?.headers.get('location') ?? null
    url = next === null ? null : new URL(next, url)
  }
  return null
}

/** Whether the address is Stripe's own, or lies at the stand-in that plays it. */
export function isStripes(url: URL, apiBase: string | null): boolean {
  if (apiBase !== null) return url.origin === new URL(apiBase).origin
  return url.protocol === 'https:' && (url.hostname === 'stripe.com' || url.hostname.endsWith('.stripe.com'))
}
