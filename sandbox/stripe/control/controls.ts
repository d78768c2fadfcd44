import { z } from 'zod'
import { faultKinds, type FaultRule, type Faults } from '@/sandbox/stripe/api/faults'
import type { RequestLog } from '@/sandbox/stripe/api/request-log'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { findCard } from '@/sandbox/stripe/cards'
import type { Engine } from '@/sandbox/stripe/engine'
import { operations } from '@/sandbox/stripe/operations'
import { finishCheckoutAuthentication, submitCard } from '@/sandbox/stripe/resources/checkout-payment'
import { issueCreditNote, voidCreditNote } from '@/sandbox/stripe/resources/credit-note-issue'
import { closeDispute, openDispute } from '@/sandbox/stripe/resources/dispute-course'
import { collectAutomatically } from '@/sandbox/stripe/resources/invoice-collection'
import { replaceCard } from '@/sandbox/stripe/resources/payment-methods'
import { failRefund } from '@/sandbox/stripe/resources/refunds'
import type { SearchIndex } from '@/sandbox/stripe/search/search-index'
import type { Objects } from '@/sandbox/stripe/types'
import { fairWeather, type Weather } from '@/sandbox/stripe/webhooks/deliveries'

export interface ControlParts {
  engine: Engine
  faults: Faults
  requests: RequestLog
  search: SearchIndex
}

const milliseconds = z.coerce.number().int().min(0).max(3_600_000)

export const faultInput = z.strictObject({
  kind: z.enum(faultKinds),
  operation: z
    .string()
    .refine(name => operations.has(name), 'not an operation the sandbox plays')
    .optional(),
  status: z.coerce.number().int().min(400).max(599).optional(),
  latency_ms: milliseconds.optional(),
  per_second: z.coerce.number().int().min(1).max(10_000).optional(),
  skip: z.coerce.number().int().min(1).optional(),
  times: z.coerce.number().int().min(1).optional(),
})

export const weatherInput = z
  .strictObject({
    delay_ms: milliseconds,
    duplicates: z.coerce.number().int().min(0).max(20),
    reorder_ms: milliseconds,
    drop: z.boolean(),
    types: z.array(z.string()),
  })
  .partial()

export const checkoutInput = z.strictObject({
  /** A test card's number. */
  number: z.string(),
  name: z.string().default('Test Cardholder'),
  /** What the cardholder answers when the bank asks. */
  authentication: z.enum(['complete', 'fail']).default('complete'),
})

export function addFault({ faults }: ControlParts, input: z.infer<typeof faultInput>): FaultRule {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  return faults.add(Object.fromEntries(given) as Omit<FaultRule, 'id'>)
}

export function setWeather({ engine }: ControlParts, change: z.infer<typeof weatherInput> | 'fair'): Weather {
  const { deliveries } = engine.parts
  const given =
    change === 'fair'
      ? fairWeather
      : Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  deliveries.weather = { ...deliveries.weather, ...given }
  return deliveries.weather
}

/** Sends an event again to every endpoint that wants it, and waits for the attempt. */
export async function resendEvent({ engine }: ControlParts, id: string): Promise<boolean> {
  const { store, deliveries } = engine.parts
  const event = store.find('event', id)
  if (!event) return false
  store.transaction(() => deliveries.enqueue(event))
  await deliveries.deliverDue()
  return true
}

export const searchInput = z.strictObject({ lag_s: z.coerce.number().int().min(0).max(86_400) })

export const disputeInput = z.strictObject({
  reason: z.enum(['fraudulent', 'product_not_received']).default('fraudulent'),
  /** Only asks, and takes no money. */
  inquiry: z.coerce.boolean().default(false),
})
export const verdictInput = z.strictObject({ verdict: z.enum(['lost', 'won']) })
export const newCardInput = z.strictObject({
  /** A test card's number; the old one stays when not given. */
  number: z
    .string()
    .refine(number => findCard(number) !== undefined, 'not a test card')
    .optional(),
  exp_month: z.coerce.number().int().min(1).max(12),
  exp_year: z.coerce.number().int().min(2000).max(2100),
})

export const creditInput = z.object({
  /** Dollars, as people write them. */
  amount: z.string().regex(/^\d{1,7}(\.\d{1,2})?$/, 'an amount such as 3.00'),
  /** Where what was paid already goes; what was not is taken off the amount due. */
  to: z.enum(['refund', 'balance', 'outside']),
})
const centsOf = (dollars: string) => {
  const [whole = '', part = ''] = dollars.split('.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

/** Credits an invoice as the dashboard does. */
export const creditInvoice = ({ engine }: ControlParts, id: string, input: z.infer<typeof creditInput>) =>
  engine.act(scope => {
    const invoice = scope.get('invoice', id)
    const amount = centsOf(input.amount)
    const paid = Math.max(0, amount - invoice.amount_remaining)
    const param = {
      refund: 'refund_amount',
      balance: 'credit_amount',
      outside: 'out_of_band_amount',
    } as const
    return issueCreditNote(scope, { invoice: id, amount, ...(paid > 0 ? { [param[input.to]]: paid } : {}) })
  })

export const voidNote = ({ engine }: ControlParts, id: string) =>
  engine.act(scope => voidCreditNote(scope, scope.get('credit_note', id)))

/** The cardholder complains about a charge. */
export const disputeCharge = ({ engine }: ControlParts, id: string, cause: z.infer<typeof disputeInput>) =>
  engine.act(scope => openDispute(scope, scope.get('charge', id), cause))

/** The bank decides a dispute. */
export const decideDispute = (
  { engine }: ControlParts,
  id: string,
  { verdict }: z.infer<typeof verdictInput>,
) => engine.act(scope => closeDispute(scope, scope.get('dispute', id), verdict))

/** The card's bank sends a refund back. */
export const sendRefundBack = ({ engine }: ControlParts, id: string) =>
  engine.act(scope => failRefund(scope, scope.get('refund', id)))

/** The card network tells of a new expiry or a replaced card. */
export const renewCard = ({ engine }: ControlParts, id: string, input: z.infer<typeof newCardInput>) =>
  engine.act(scope =>
    replaceCard(scope, scope.get('payment_method', id), {
      expMonth: input.exp_month,
      expYear: input.exp_year,
      ...(input.number ? { card: findCard(input.number) } : {}),
    }),
  )

/** Makes the attempt that stands next on an open invoice's schedule at once. */
export const retryNow = ({ engine }: ControlParts, id: string) =>
  engine.act(scope => {
    const invoice = scope.get('invoice', id)
    if (invoice.status !== 'open') throw invalidRequest('Only an open invoice is collected.')
    collectAutomatically(scope, invoice)
    return scope.get('invoice', id)
  })

/** Does on a Checkout session what a person does on its page. */
export function completeCheckout(
  { engine }: ControlParts,
  id: string,
  { number, name, authentication }: z.infer<typeof checkoutInput>,
): { session: Objects['checkout.session']; declined: string | null } {
  return engine.act(scope => {
    const year = new Date(scope.now * 1000).getUTCFullYear() + 3
    const form = { number, expiry: `12 / ${year}`, cvc: '123', name, country: 'US' }
    const submission = submitCard(scope, scope.get('checkout.session', id), form)
    const declined = submission.kind === 'refused' ? submission.fault.message : null
    if (submission.kind !== 'authenticate') return { session: scope.get('checkout.session', id), declined }
    const session = finishCheckoutAuthentication(
      scope,
      scope.get('checkout.session', id),
      authentication === 'complete',
    )
    return { session, declined: session.status === 'complete' ? null : 'Authentication failed.' }
  })
}
