import { z } from 'zod'
import { faultKinds, type FaultRule, type Faults } from '@/sandbox/stripe/api/faults'
import type { RequestLog } from '@/sandbox/stripe/api/request-log'
import type { Engine } from '@/sandbox/stripe/engine'
import { operations } from '@/sandbox/stripe/operations'
import { finishCheckoutAuthentication, submitCard } from '@/sandbox/stripe/resources/checkout-payment'
import type { Objects } from '@/sandbox/stripe/types'
import { fairWeather, type Weather } from '@/sandbox/stripe/webhooks/deliveries'

export interface ControlParts {
  engine: Engine
  faults: Faults
  requests: RequestLog
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
