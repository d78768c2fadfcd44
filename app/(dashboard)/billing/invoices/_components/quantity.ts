import { formatCount } from '@/lib/format'
import type { LineDirection } from '@/lib/invoices/lines'

/** `12,345 tokens`; nothing for a line that sums tokens and images. */
export function formatQuantity(quantity: number, direction: LineDirection): string {
  if (direction === 'other') return ''
  const unit = direction === 'image' ? 'image' : 'token'
  return `${formatCount(quantity)} ${unit}${quantity === 1 ? '' : 's'}`
}
