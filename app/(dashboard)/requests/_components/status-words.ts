import type { Tone } from '@/components/ui/badge'
import type { LoggedRequest } from '@/lib/usage/log/queries'

/** How a request ended: its HTTP status, and a word where that does not say it all. */
export function statusWords({ status, httpStatus }: Pick<LoggedRequest, 'status' | 'httpStatus'>): {
  label: string
  tone: Tone
} {
  switch (status) {
    case 'succeeded':
      return { label: String(httpStatus), tone: 'positive' }
    case 'canceled':
      return { label: `${httpStatus} Canceled`, tone: 'caution' }
    case 'failed':
      return { label: `${httpStatus} Failed`, tone: 'danger' }
  }
}
