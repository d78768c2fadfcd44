import { inArray, isNull } from 'drizzle-orm'
import fc from 'fast-check'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stripeEvents } from '@/db/schema'
import { suspendOverdue } from '@/lib/billing/commands'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { processInbox, receiveEvent, type InboxDeps } from '@/lib/inbox/commands'
import { act, listCustomers, stateOf, steps, type Step } from '@/lib/inbox/histories/testing'
import { seedCatalog } from '@/lib/invoices/testing'
import { webhookSecret } from '@/lib/stripe/testing'

let world: StripeWorld
let inbox: InboxDeps
beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-01T09:00:00Z'))
  await seedCatalog(world)
  inbox = { ...world.inbox, stripe: world.newClient({ maxNetworkRetries: 0 }) }
  // Events are taken from Stripe's list, and delivered by hand.
  await world.control('POST', '/_stripe/webhooks', { drop: true })
})
afterAll(() => world.close())

/** What happens to the deliveries after a step: which come, how often, and whether Stripe is away while they are worked on. */
interface Weather {
  /** In thousandths: what comes now of what is on its way. The rest comes later. */
  readonly share: number
  readonly seed: number
  readonly repeat: boolean
  readonly broken: boolean
}

const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom(...steps), pick: fc.nat(5) })
const weather: fc.Arbitrary<Weather> = fc.record({
  share: fc.integer({ min: 0, max: 1_000 }),
  seed: fc.nat(),
  repeat: fc.boolean(),
  broken: fc.boolean(),
})
const first: readonly Step[] = [
  { kind: 'save_card', pick: 0 },
  { kind: 'bill', pick: 0 },
]

it(
  'deliveries in any order, late, repeated and broken off leave what the orderly ones leave',
  { timeout: 600_000 },
  async () => {
    const history = fc.array(fc.tuple(step, weather), { minLength: 3, maxLength: 7 })
    await fc.assert(
      fc.asyncProperty(history, async rest => {
        const orderly = await world.newMember()
        const stormy = await world.newMember()
        const calm: Weather = { share: 0, seed: 0, repeat: false, broken: false }
        const late: Stripe.Event[] = []
        for (const [each, sky] of [...first.map(each => [each, calm] as const), ...rest]) {
          const events = await live(orderly, stormy, each)
          for (const event of events.orderly) {
            await deliver(event)
            await processAll()
          }
          late.push(...events.stormy)
          await storm(late, sky)
        }
        await storm(late, { share: 1_000, seed: rest.length, repeat: true, broken: false })
        await processAll()
        const now = world.now
        await suspendOverdue(world.db, now)
        expect(await stateOf({ ...stormy, now })).toEqual(await stateOf({ ...orderly, now }))
      }),
      { numRuns: 8 },
    )
  },
)

it('a step really changes something: accounts differ while deliveries are late', async () => {
  const [told, untold] = [await world.newMember(), await world.newMember()]
  for (const kind of ['save_card', 'bill', 'dispute'] as const)
    for (const event of (await live(told, untold, { kind, pick: 0 })).orderly) await deliver(event)
  await processAll()
  expect([await stateOf(told), await stateOf(untold)]).toMatchObject([
    { standing: 'suspended', disputes: [{ status: 'open' }] },
    { standing: 'active', disputes: [] },
  ])
})

/**
 * A month on, both accounts do the same at the same moment. Returns the events of each, oldest first; those that Stripe sends by
 * itself, as time passes, and that name no customer of the stormy one, count as the other's.
 */
async function live(orderly: MemberCtx, stormy: MemberCtx, each: Step) {
  const { now } = world
  world.now = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 0, 10))
  const passing = await eventsOf(() => world.tick())
  const ofOrderly = await eventsOf(() => act(world, orderly, each))
  const ofStormy = await eventsOf(() => act(world, stormy, each))
  world.now = new Date(world.now.getTime() + 10_000)
  const settled = await eventsOf(() => world.tick())
  const customers = new Set(await listCustomers(world, stormy))
  const isStormy = ({ data: { object } }: Stripe.Event) =>
    'customer' in object && typeof object.customer === 'string' && customers.has(object.customer)
  const [before, after] = [Map.groupBy(passing, isStormy), Map.groupBy(settled, isStormy)]
  return {
    orderly: [...(before.get(false) ?? []), ...ofOrderly, ...(after.get(false) ?? [])],
    stormy: [...(before.get(true) ?? []), ...ofStormy, ...(after.get(true) ?? [])],
  }
}

/** The events that come of what is done, oldest first. */
async function eventsOf(work: () => Promise<void>): Promise<Stripe.Event[]> {
  const before = (await world.stripe.events.list({ limit: 1 })).data[0]?.id
  await work()
  const events: Stripe.Event[] = []
  for await (const event of world.stripe.events.list({ limit: 100 })) {
    if (event.id === before) break
    events.push(event)
  }
  return events.toReversed()
}

/** Delivers some of what is on its way in an order of the seed, twice where told to, and has it worked on. */
async function storm(late: Stripe.Event[], { share, seed, repeat, broken }: Weather): Promise<void> {
  const shuffled = late.toSorted((a, b) => rank(a, seed) - rank(b, seed))
  const now = shuffled.slice(0, Math.ceil((shuffled.length * share) / 1_000))
  late.splice(0, late.length, ...late.filter(event => !now.includes(event)))
  for (const event of now) await deliver(event)
  if (broken) {
    await world.control('POST', '/_stripe/faults', {
      kind: 'error',
      status: 503,
      skip: 1 + (seed % 5),
      times: 6,
    })
    await processInbox(inbox, new Date())
    await world.control('DELETE', '/_stripe/faults')
  }
  await processAll()
  if (!repeat) return
  const ids = now.map(({ id }) => id)
  if (ids.length > 0)
    await world.db.update(stripeEvents).set({ processedAt: null }).where(inArray(stripeEvents.id, ids))
  await processAll()
}

async function deliver(event: Stripe.Event): Promise<void> {
  const rawBody = JSON.stringify(event)
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: rawBody, secret: webhookSecret })
  const kept = await receiveEvent(world.db, { rawBody, signature, receivedAt: new Date() }, [webhookSecret])
  expect(kept.ok).toBe(true)
}

/** Until nothing waits, failed ones included. */
async function processAll(): Promise<void> {
  await world.db
    .update(stripeEvents)
    .set({ nextAttemptAt: new Date(0) })
    .where(isNull(stripeEvents.processedAt))
  await processInbox(inbox, new Date())
  expect(await world.db.$count(stripeEvents, isNull(stripeEvents.processedAt))).toBe(0)
}

function rank({ id }: Stripe.Event, seed: number): number {
  let hash = seed
  for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  return hash
}
