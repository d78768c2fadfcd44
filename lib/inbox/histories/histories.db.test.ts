import { inArray, isNull } from 'drizzle-orm'
import fc from 'fast-check'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stripeEvents } from '@/db/schema'
import { startStripeWorld, type StripeWorld } from '@/lib/billing/testing'
import { processInbox, receiveEvent } from '@/lib/inbox/commands'
import { act, stateOf, steps, type Step } from '@/lib/inbox/histories/testing'
import { seedCatalog } from '@/lib/invoices/testing'
import { webhookSecret } from '@/lib/stripe/testing'

let world: StripeWorld
beforeAll(async () => {
  world = await startStripeWorld(new Date('2026-10-01T09:00:00Z'))
  await seedCatalog(world)
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
  { timeout: 240_000 },
  async () => {
    const history = fc.array(fc.tuple(step, weather), { minLength: 3, maxLength: 7 })
    await fc.assert(
      fc.asyncProperty(history, async rest => {
        const orderly = await world.newMember()
        const stormy = await world.newMember()
        const calm: Weather = { share: 0, seed: 0, repeat: false, broken: false }
        const late: Stripe.Event[] = []
        for (const [each, sky] of [...first.map(each => [each, calm] as const), ...rest]) {
          await nextMonth()
          for (const event of await eventsOf(() => act(world, orderly, each))) {
            await deliver(event)
            await processAll()
          }
          late.push(...(await eventsOf(() => act(world, stormy, each))))
          await storm(late, sky)
        }
        await storm(late, { share: 1_000, seed: rest.length, repeat: true, broken: false })
        await processAll()
        const now = world.now
        expect(await stateOf({ ...stormy, now })).toEqual(await stateOf({ ...orderly, now }))
      }),
      { numRuns: 12 },
    )
  },
)

it('a step really changes something: the two accounts do differ while deliveries are late', async () => {
  const [told, untold] = [await world.newMember(), await world.newMember()]
  const twice = async (each: Step) => {
    for (const event of await eventsOf(() => act(world, told, each))) await deliver(event)
    await processAll()
    await eventsOf(() => act(world, untold, each))
  }
  await nextMonth()
  await twice({ kind: 'save_card', pick: 0 })
  await nextMonth()
  await twice({ kind: 'bill', pick: 0 })
  await twice({ kind: 'dispute', pick: 0 })
  const states = [await stateOf(told), await stateOf(untold)]
  expect(states).toMatchObject([
    { standing: 'suspended', disputes: [{ status: 'open' }] },
    { standing: 'active', disputes: [] },
  ])
})

/** Later than the month before, once everything that Stripe does by itself until then is done. */
async function nextMonth(): Promise<void> {
  const { now } = world
  world.now = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 0, 10))
  await world.tick()
}

/** The events that come of what is done, oldest first. */
async function eventsOf(work: () => Promise<void>): Promise<Stripe.Event[]> {
  const before = await newestEvent()
  await work()
  world.now = new Date(world.now.getTime() + 10_000)
  await world.tick()
  const events = await world.stripe.events
    .list({ limit: 100, ...(before ? { ending_before: before } : {}) })
    .autoPagingToArray({ limit: 1_000 })
  return before ? events.toReversed() : events
}

async function newestEvent(): Promise<string | undefined> {
  return (await world.stripe.events.list({ limit: 1 })).data[0]?.id
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
    await processInbox(world.inbox, new Date())
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
  await processInbox(world.inbox, new Date())
  expect(await world.db.$count(stripeEvents, isNull(stripeEvents.processedAt))).toBe(0)
}

function rank({ id }: Stripe.Event, seed: number): number {
  let hash = seed
  for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  return hash
}
