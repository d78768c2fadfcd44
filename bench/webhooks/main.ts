import { createHmac, randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { eq, like } from 'drizzle-orm'
import { printTable } from '@/bench/harness/table'
import { openDb, type Db } from '@/db/client'
import { stripeEvents } from '@/db/schema'
import { forEachConcurrently } from '@/lib/concurrently'
import { env } from '@/lib/env'

const help = `npm run bench:webhooks -- [options], beside a running demo (npm start)
  --events N    deliveries, 2000 by default
  --width N     on their way at the same time, 8 by default
  --bound MS    what the 99th of a hundred answers may take, 50 by default`

/** About an invoice that nobody has: the worker looks it up, finds that it is none of ours, and is done. Deleted by this bench again. */
const TYPE = 'invoice.updated'
const PREFIX = 'evt_bench_'
const WARM_UP = 50

/**
 * Delivers signed events to the real route of a running system, as Stripe does, and measures how soon it answers; then how long
 * it takes from one delivery to its effect. Fails when answers take longer than the bound, or an event is lost.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '2000' },
      width: { type: 'string', default: '8' },
      bound: { type: 'string', default: '50' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const settings = env()
  if (settings.mode !== 'demo') throw new Error('This bench is for a demo: it stores events of its own.')
  const deliver = toDelivery(`${settings.appUrl}/api/stripe/webhook`, settings.stripe.webhookSecrets[0] ?? '')
  const { db, close } = openDb(settings.databaseUrl, { name: 'serika-bench', max: 2 })
  try {
    const [events, width, boundMs] = [Number(values.events), Number(values.width), Number(values.bound)]
    await forEachConcurrently(batch(WARM_UP), width, async () => void (await deliver()))
    const answers: number[] = []
    const startedMs = performance.now()
    await forEachConcurrently(batch(events), width, async () => void answers.push((await deliver()).ms))
    const seconds = (performance.now() - startedMs) / 1_000
    const effects = await measureEffects(db, deliver, 20)
    const stored = await db.$count(stripeEvents, like(stripeEvents.id, `${PREFIX}%`))
    const lost = WARM_UP + events + effects.length - stored
    printTable(
      `Webhook deliveries: ${events}, ${width} at a time`,
      ['measure', 'value'],
      [
        ['deliveries per second', (events / seconds).toFixed(0)],
        ...([50, 95, 99] as const).map(p => [
          `answer, ${p}th of a hundred, ms`,
          quantile(answers, p).toFixed(1),
        ]),
        ['longest answer, ms', Math.max(...answers).toFixed(1)],
        ['delivery to effect, 50th, ms', quantile(effects, 50).toFixed(1)],
        ['delivery to effect, longest, ms', Math.max(...effects).toFixed(1)],
        ['lost', String(lost)],
      ],
    )
    const good = quantile(answers, 99) <= boundMs && lost === 0
    console.log(good ? `\nAnswered within ${boundMs} ms.` : `\nNOT answered within ${boundMs} ms, or lost.`)
    return good ? 0 : 1
  } finally {
    await db.delete(stripeEvents).where(like(stripeEvents.id, `${PREFIX}%`))
    await close()
  }
}

type Deliver = () => Promise<{ id: string; ms: number }>

/** One delivery with an event of its own; @throws where the answer is not 200. */
function toDelivery(url: string, secret: string): Deliver {
  return async () => {
    const id = `${PREFIX}${randomUUID().replaceAll('-', '')}`
    const created = Math.floor(Date.now() / 1_000)
    const object = { id: `in_${id}`, object: 'invoice', filler: 'x'.repeat(2_000) }
    const body = JSON.stringify({
      id,
      object: 'event',
      type: TYPE,
      api_version: null,
      created,
      data: { object },
    })
    const v1 = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex')
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${created},v1=${v1}` }
    const startedMs = performance.now()
    const answer = await fetch(url, { method: 'POST', headers, body })
    await answer.arrayBuffer()
    const ms = performance.now() - startedMs
    if (answer.status !== 200) throw new Error(`a delivery was answered ${answer.status}`)
    return { id, ms }
  }
}

/** Milliseconds from handing over a delivery, while nothing else is on its way, until the worker has marked it done. */
async function measureEffects(db: Db, deliver: Deliver, count: number): Promise<number[]> {
  const effects: number[] = []
  for (let i = 0; i < count; i += 1) {
    const startedMs = performance.now()
    const { id } = await deliver()
    for (let done = false; !done;) {
      const [row] = await db
        .select({ processedAt: stripeEvents.processedAt })
        .from(stripeEvents)
        .where(eq(stripeEvents.id, id))
      done = row?.processedAt != null
    }
    effects.push(performance.now() - startedMs)
  }
  return effects
}

function batch(length: number): number[] {
  return Array.from({ length }, (_, i) => i)
}

function quantile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
