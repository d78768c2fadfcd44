import { formatCard } from '@/lib/billing/card'
import { keepReasons, whyKept, type RemovalFacts } from '@/lib/billing/methods/removal'
import type { SavedCard } from '@/lib/billing/queries'
import { Badge } from '@/components/ui/badge'
import { Card, CardFooter, CardHeader } from '@/components/ui/card'
import { AddCard } from './add-card'
import { CardFace } from './card-face'
import { CardMenu } from './card-menu'
import { ManageInStripe } from './manage-in-stripe'

export interface PaymentMethodsCardProps {
  cards: readonly SavedCard[]
  removal: RemovalFacts
  canEdit: boolean
  /** Where Stripe's form is a part of one of our pages; null: Stripe's own page is used. */
  formHref: string | null
}

/** All saved cards, the one that is charged first, and what can be done with each. */
export function PaymentMethodsCard({ cards, removal, canEdit, formHref }: PaymentMethodsCardProps) {
  return (
    <Card id="payment-methods" aria-labelledby="payment-methods-title" className="scroll-mt-20">
      <CardHeader
        id="payment-methods-title"
        title="Payment methods"
        actions={canEdit ? <AddCard label="Add a card" formHref={formHref} /> : undefined}
      />
      {cards.length === 0 ? (
        <p className="px-4 py-3.5 text-13 text-2">No card is saved.</p>
      ) : (
        <ul>
          {cards.map(card => {
            const kept = whyKept(card.id, removal)
            return (
              <li
                key={card.id}
                className="flex min-h-14 items-center gap-3 border-b border-line px-4 py-2 last:border-b-0"
              >
                <CardFace card={card} aside={card.isDefault ? <Badge>Default</Badge> : undefined} />
                {canEdit ? (
                  <div className="ml-auto">
                    <CardMenu
                      id={card.id}
                      name={formatCard(card)}
                      isDefault={card.isDefault}
                      keptBecause={kept === null ? null : keepReasons[kept]}
                      isLast={cards.length === 1}
                    />
                  </div>
                ) : null}
              </li>
            )
          })}
        </ul>
      )}
      <CardFooter>
        {canEdit ? <ManageInStripe /> : 'Owners, admins and billing members can change cards.'}
      </CardFooter>
    </Card>
  )
}
