import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { admit, type Admission, type MakeOffer, type Offer } from '@/gateway/admission'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import {
  callerOf,
  identify,
  requireBilling,
  requirePermission,
  type Permission,
} from '@/gateway/middleware/authenticate'
import type { TokenClaim } from '@/gateway/rate-limits'
import { settleAbandoned, settleFailed, type Plan, type Turn } from '@/gateway/turn'
import type { PriceBook } from '@/lib/catalog/rating'
import type { Endpoint } from '@/lib/usage/event'

/** A request of a generating endpoint, read and planned: what it is called in the ledger, what it may cost, and how it is answered. */
export interface Generation<P extends Plan, O extends Offer> {
  readonly endpoint: Endpoint
  readonly permission: Permission
  readonly plan: P
  readonly streamed: boolean
  /** For rate limits; null where they do not count tokens. */
  readonly expectedTokens: number | null
  readonly makeOffer: (book: PriceBook) => MakeOffer<O>
  /** Headers of its own, once it is admitted. */
  readonly headersOf?: (offer: O) => Readonly<Record<string, string>> | null
  /** Answers it, and hands its event to the ledger. */
  readonly answer: (turn: Turn<P, O>) => Promise<void>
}

/** Standing and permission, before the body is read and again after. */
export function mayGenerate(
  { settings }: Pick<Gateway, 'settings'>,
  caller: Parameters<typeof requireBilling>[0],
  permission: Permission,
): void {
  requireBilling(caller, settings.appUrl)
  requirePermission(caller, permission)
}

/** From a planned request to its answer, the same way for every endpoint that costs money: who asks, rates, budget, then the answer. */
export async function generate<P extends Plan, O extends Offer>(
  gateway: Gateway,
  c: GatewayContext,
  generation: Generation<P, O>,
): Promise<Response> {
  const { endpoint, plan, streamed, permission, expectedTokens, headersOf, answer } = generation
  // The body took its time: who asks is judged as things stand now.
  mayGenerate(gateway, await identify(gateway, c), permission)
  const { book } = gateway.catalog
  const claim = expectedTokens === null ? noClaim : gateway.rateLimits.takeTokens(callerOf(c), expectedTokens)
  const admission = await admitOrReturn(gateway, c, generation, book, claim)
  c.set('admitted', true)
  const turn: Turn<P, O> = {
    gateway,
    endpoint,
    streamed,
    plan,
    admission,
    book,
    claim,
    client: c.env.outgoing,
    life: c.get('life'),
    startedMs: c.get('startedMs'),
    headers: {
      'x-request-id': admission.id,
      ...gateway.rateLimits.headers(callerOf(c)),
      ...headersOf?.(admission.offer),
    },
  }
  try {
    // Nobody is there any more to answer, and nothing is sent yet.
    if (turn.client.closed) settleFailed(turn, null, 499, 'client_disconnected')
    else await answer(turn)
  } catch (error) {
    settleAbandoned(turn)
    throw error
  }
  return RESPONSE_ALREADY_SENT
}

const noClaim: TokenClaim = { settle: () => undefined }

/** Holds the money; a caller that lost the right to it while that took its time gives it back. */
async function admitOrReturn<P extends Plan, O extends Offer>(
  gateway: Gateway,
  c: GatewayContext,
  { permission, makeOffer }: Generation<P, O>,
  book: PriceBook,
  claim: TokenClaim,
): Promise<Admission & { readonly offer: O }> {
  try {
    const caller = callerOf(c)
    const admission = await admit(gateway, caller, c.get('requestId'), makeOffer(book))
    try {
      const now = await identify(gateway, c)
      if (now !== caller) mayGenerate(gateway, now, permission)
      return admission
    } catch (error) {
      gateway.leases.budget.release(admission.id, gateway.clock.monotonic())
      throw error
    }
  } catch (error) {
    claim.settle(0)
    throw error
  }
}
