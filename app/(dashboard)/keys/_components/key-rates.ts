import { formatCount, formatCountShort } from '@/lib/format'

interface Rates {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
}

/** The key's own rate limits where they are lower than the account's: `60 requests, 20k tokens a minute`; null where none is. */
export function ownRates(
  key: Rates,
  account: { readonly requestsPerMinute: number; readonly tokensPerMinute: number },
): string | null {
  const { requestsPerMinute: requests, tokensPerMinute: tokens } = key
  const parts = [
    ...(requests !== null && requests < account.requestsPerMinute
      ? [`${formatCount(requests)} ${requests === 1 ? 'request' : 'requests'}`]
      : []),
    ...(tokens !== null && tokens < account.tokensPerMinute ? [`${formatCountShort(tokens)} tokens`] : []),
  ]
  return parts.length === 0 ? null : `${parts.join(', ')} a minute`
}
