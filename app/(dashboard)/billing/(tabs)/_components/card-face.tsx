import type { ReactNode } from 'react'
import type { SavedCard } from '@/lib/billing/queries'
import { cn } from '@/components/ui/cn'

/** What people call a brand, and what fits on a small card. */
const brands: Readonly<Record<string, readonly [name: string, mark: string]>> = {
  amex: ['American Express', 'Amex'],
  cartes_bancaires: ['Cartes Bancaires', 'CB'],
  diners: ['Diners Club', 'Diners'],
  discover: ['Discover', 'Disc'],
  eftpos_au: ['eftpos', 'eftpos'],
  jcb: ['JCB', 'JCB'],
  link: ['Link', 'Link'],
  mastercard: ['Mastercard', 'MC'],
  unionpay: ['UnionPay', 'UP'],
  visa: ['Visa', 'Visa'],
}

/** `Visa •••• 4242`. */
export function cardName({ brand, lastFour }: Pick<SavedCard, 'brand' | 'lastFour'>): string {
  return `${brands[brand]?.[0] ?? 'Card'} •••• ${lastFour}`
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
        {brands[card.brand]?.[1] ?? 'Card'}
      </span>
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-2 text-14">
          <span className="whitespace-nowrap">{cardName(card)}</span>
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
