import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import { cardError, invalidRequest, notPlayed } from '@/sandbox/stripe/api/errors'
import { cardFault, findCard, type TestCard } from '@/sandbox/stripe/cards'
import { newId } from '@/sandbox/stripe/ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Method = Objects['payment_method']

export interface CardMethodDetails {
  expMonth: number
  expYear: number
  billing?: Partial<Method['billing_details']>
  metadata?: Stripe.Metadata
}

/** A payment method for a test card, attached to nobody. */
export function createCardMethod(scope: Scope, card: TestCard, details: CardMethodDetails): Method {
  const method: Method = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: null,
      email: null,
      name: null,
      phone: null,
      tax_id: null,
      ...details.billing,
    },
    card: {
      ...faceOf(card),
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      exp_month: details.expMonth,
      exp_year: details.expYear,
      funding: 'credit',
      generated_from: null,
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: scope.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: details.metadata ?? {},
    type: 'card',
  }
  return scope.create('payment_method', method, undefined, { number: card.number })
}

/** What of a payment method comes from the card's number. */
export const faceOf = (card: TestCard) => ({
  brand: card.brand,
  country: card.country,
  display_brand: card.brand,
  fingerprint: createHash('sha256').update(card.number).digest('base64url').slice(0, 16),
  last4: card.number.slice(-4),
  networks: { available: [card.brand], preferred: null },
})

/** A fresh payment method from a ready-made id such as `pm_card_visa`, valid for some years. */
export function aliasMethod(scope: Scope, alias: string): Method {
  const card = findCard(alias)
  if (!card) throw new Error(`no test card is called ${alias}`)
  return createCardMethod(scope, card, validFor(scope.now))
}

/** The id of the payment method a parameter names; a ready-made id makes a fresh one. */
export function methodNamed(scope: Scope, idOrAlias: string): string {
  if (findCard(idOrAlias)) return aliasMethod(scope, idOrAlias).id
  return scope.refer('payment_method', idOrAlias, 'payment_method').id
}

/** The card that `card[number]` or `card[token]` of a request means; 402 when it cannot be one. */
export function typedCard(
  given: Stripe.PaymentMethodCreateParams['card'],
  now: number,
): { card: TestCard; years: { expMonth: number; expYear: number } } {
  if (given && 'token' in given && given.token) {
    const card = findCard(given.token)
    if (!card)
      throw invalidRequest(`No such token: '${given.token}'`, {
        code: 'resource_missing',
        param: 'card[token]',
      })
    return { card, years: validFor(now) }
  }
  if (!given || !('number' in given))
    throw notPlayed('a payment method without card[number] or card[token]', 'card')
  const typed = {
    number: given.number ?? '',
    expMonth: given.exp_month ?? 0,
    expYear: given.exp_year ?? 0,
    cvc: given.cvc,
  }
  const fault = cardFault(typed, now)
  if (fault) throw cardError(fault.code, undefined, fault.message, { param: fault.field })
  const card = findCard(typed.number)
  if (!card) throw new Error('a card without fault is a test card')
  return { card, years: typed }
}

function validFor(now: number) {
  const today = new Date(now * 1000)
  return { expMonth: today.getUTCMonth() + 1, expYear: today.getUTCFullYear() + 4 }
}
