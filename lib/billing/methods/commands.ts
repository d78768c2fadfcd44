import type { Tx } from '@/db/client'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { hasExpired } from '@/lib/billing/card'
import { recordStanding } from '@/lib/billing/commands'
import { refreshCustomer, syncCustomer } from '@/lib/billing/customers/commands'
import { getRemovalFacts } from '@/lib/billing/methods/queries'
import { keepReasons, whyKept } from '@/lib/billing/methods/removal'
import { awaitGateways } from '@/lib/control/commands'
import type { MemberCtx } from '@/lib/ctx'
import { err, ok, type Result } from '@/lib/result'
import type { StripeClient } from '@/lib/stripe/client'
import { detachCard, setDefaultCard, type Card } from '@/lib/stripe/customers'

/** The card's last four digits, for the word that it is done. */
type Changed<Code extends string> = Result<{ readonly lastFour: string }, Code>

/** Makes one of the account's cards the one that invoices are charged to. Returns when the gateways know what follows. */
export function makeDefaultCard(
  ctx: MemberCtx,
  stripe: StripeClient,
  cardId: string,
): Promise<Changed<'unknown_card' | 'card_expired'>> {
  return changeCard(ctx, stripe, cardId, async (tx, { card, customerId }) => {
    if (hasExpired(card, ctx.now))
      return err('card_expired', 'This card has expired: charging it would fail. Add a new one instead.')
    await setDefaultCard(stripe, customerId, card.id)
    await recordAudit(tx, actorOf(ctx), 'billing.default_card_changed', card.id, { last_four: card.lastFour })
    return ok({ lastFour: card.lastFour })
  })
}

/**
 * Removes one of the account's cards, in Stripe too. The default stays while there is another card, and the last one while
 * something is to be paid with it. Without any card the account is free again. Returns when the gateways know.
 */
export function removeCard(
  ctx: MemberCtx,
  stripe: StripeClient,
  cardId: string,
): Promise<Changed<'unknown_card' | 'card_needed'>> {
  return changeCard(ctx, stripe, cardId, async (tx, { card }) => {
    const reason = whyKept(card.id, await getRemovalFacts(tx, ctx.accountId))
    if (reason !== null) return err('card_needed', keepReasons[reason])
    await detachCard(stripe, card.id)
    await recordAudit(tx, actorOf(ctx), 'billing.card_removed', card.id, { last_four: card.lastFour })
    return ok({ lastFour: card.lastFour })
  })
}

interface Held {
  readonly card: Card
  readonly customerId: string
}

/**
 * Decides on Stripe's present state, under the account's lock: of two changes at once, the second sees what the first did. What was
 * found is kept even where nothing is changed.
 */
async function changeCard<Code extends string>(
  { db, accountId, now }: MemberCtx,
  stripe: StripeClient,
  cardId: string,
  work: (tx: Tx, held: Held) => Promise<Changed<Code>>,
): Promise<Changed<Code | 'unknown_card'>> {
  const { outcome, epoch } = await db.transaction(async tx => {
    const customer = await syncCustomer(tx, stripe, accountId, now)
    const card = customer?.cards.find(({ id }) => id === cardId)
    const outcome =
      customer && card
        ? await work(tx, { card, customerId: customer.id })
        : err('unknown_card', 'This card is not saved any more.')
    const epoch = await (outcome.ok
      ? refreshCustomer(tx, stripe, accountId, now)
      : recordStanding(tx, accountId, now))
    return { outcome, epoch }
  })
  if (epoch !== null) await awaitGateways(db, epoch)
  return outcome
}

function actorOf({ accountId, userId, now }: MemberCtx) {
  return { accountId, actorUserId: userId, now }
}
