export interface RemovalFacts {
  readonly cards: readonly { readonly id: string; readonly isDefault: boolean }[]
  /** An invoice is not paid yet, or being made. */
  readonly owes: boolean
  /** Something was used that no invoice holds yet. */
  readonly hasUnbilledUsage: boolean
}

export type KeepReason = 'is_default' | 'owes' | 'unbilled_usage'

/** Why a card cannot be removed; null where it can. The last one stays for as long as there is something to be paid with it. */
export function whyKept(cardId: string, { cards, owes, hasUnbilledUsage }: RemovalFacts): KeepReason | null {
  const others = cards.filter(({ id }) => id !== cardId)
  if (others.length > 0) return cards.some(card => card.id === cardId && card.isDefault) ? 'is_default' : null
  if (owes) return 'owes'
  return hasUnbilledUsage ? 'unbilled_usage' : null
}

/** For the person who wants it removed: why not, and what to do first. */
export const keepReasons: Readonly<Record<KeepReason, string>> = {
  is_default: 'Invoices are charged to this card. Make another one the default first.',
  owes: 'This is the only card and an invoice is not paid yet. Pay it, or add another card first.',
  unbilled_usage:
    'This is the only card, and what you have used will be charged to it with the next invoice. Add another card first.',
}
