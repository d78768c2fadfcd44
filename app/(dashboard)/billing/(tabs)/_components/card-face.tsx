import type { ReactNode } from 'react'
import { formatCard } from '@/lib/billing/card'
import type { SavedCard } from '@/lib/billing/queries'
import { cn } from '@/components/ui/cn'

/** What of a brand's name fits on a small card. */
const marks: Readonly<Record<string, string>> = {
  amex: 'Amex',
  cartes_bancaires: 'CB',
  diners: 'Diners',
  discover: 'Disc',
  eftpos_au: 'eftpos',
  jcb: 'JCB',
  link: 'Link',
  mastercard: 'MC',
  unionpay: 'UP',
  visa: 'Visa',
}

/** A saved card as people know it: brand, last digits, and until when it is good. */
export function CardFace({ card, aside }: { card: SavedCard; aside?: ReactNode }) {
  const expiry = `${String(card.expMonth).padStart(2, '0')} / ${card.expYear}`
  return (
    <div className="flex min-w-0 items-center gap-3">
      <span
        aria-hidden="true"
        className="grid h-8 w-11 shrink-0 place-items-center overflow-hidden rounded-sm border border-line text-[10px] font-medium tracking-tight text-2 uppercase"
      >
        {marks[card.brand] ?? 'Card'}
      </span>
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-2 text-14">
          <span className="whitespace-nowrap">{formatCard(card)}</span>
          {aside}
        </span>
        <span
          className={cn(
            'block text-12',
            card.expired ? 'text-dan' : card.expiresSoon ? 'text-cau' : 'text-2',
          )}
        >
          {card.expired ? 'Expired' : 'Expires'} {expiry}
        </span>
      </span>
    </div>
  )
}
