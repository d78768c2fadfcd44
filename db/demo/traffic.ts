import type { DemoAccount, DemoKey, DemoUse } from './profiles'
import { Random } from './random'

/** A request that a demo account made: what the gateway would have known of it before rating. */
export interface DemoRequest {
  readonly admittedAt: Date
  readonly keyName: string
  readonly use: DemoUse
  readonly status: 'succeeded' | 'failed' | 'canceled'
  readonly inputTokens: number
  readonly outputTokens: number
  readonly images: number
  readonly streamed: boolean
  readonly latencyMs: number
  readonly ttftMs: number | null
}

const DAY_MS = 86_400_000
/** Share of a day's requests by hour of UTC: a European product with an American evening. */
const hours = [3, 2, 2, 1, 1, 2, 3, 5, 7, 8, 8, 7, 7, 8, 8, 7, 7, 6, 6, 6, 5, 5, 4, 4].map(
  (weight, hour) => ({ weight, hour }),
)
/** One bad afternoon: an upstream had an outage. */
const OUTAGE_DAYS_AGO = 10

export interface TrafficSpan {
  readonly from: Date
  readonly to: Date
  /** The whole demo's span, over which traffic grows. */
  readonly first: Date
  readonly last: Date
}

/** The requests of one account in a span, in the order of time; the same for the same arguments. */
export function demoTraffic(account: DemoAccount, span: TrafficSpan): DemoRequest[] {
  const requests: DemoRequest[] = []
  for (let day = floorToDay(span.from); day < span.to.getTime(); day += DAY_MS)
    requests.push(...requestsOfDay(account, day, span))
  return requests
    .filter(r => r.admittedAt >= span.from && r.admittedAt < span.to)
    .sort((a, b) => a.admittedAt.getTime() - b.admittedAt.getTime())
}

function requestsOfDay(account: DemoAccount, day: number, span: TrafficSpan): DemoRequest[] {
  const random = new Random(hash(account.email) ^ Math.floor(day / DAY_MS))
  const growth = Math.max(
    0,
    Math.min(1, (day - span.first.getTime()) / (span.last.getTime() - span.first.getTime())),
  )
  const { first, last } = account.requestsPerDay
  const weekend = [0, 6].includes(new Date(day).getUTCDay()) ? 0.68 : 1
  const count = Math.round((first + (last - first) * growth ** 1.4) * weekend * (0.9 + random.next() * 0.2))
  const daysAgo = Math.round((floorToDay(span.last) - day) / DAY_MS)
  const keys = account.keys.flatMap(key => usable(key, daysAgo))
  return keys.length === 0
    ? []
    : Array.from({ length: count }, () => requestOf(random.pick(keys), day, daysAgo, random))
}

function usable(key: DemoKey, daysAgo: number): DemoKey[] {
  const uses = key.uses.filter(use => daysAgo <= (use.sinceDaysAgo ?? Number.POSITIVE_INFINITY))
  // A disabled key stopped a month ago.
  return uses.length === 0 || (key.disabled === true && daysAgo < 30) ? [] : [{ ...key, uses }]
}

function requestOf(key: DemoKey, day: number, daysAgo: number, random: Random): DemoRequest {
  const use = random.pick(key.uses)
  const { hour } = random.pick(hours)
  const admittedAt = new Date(day + Math.floor((hour + random.next()) * 3_600_000))
  const outage = daysAgo === OUTAGE_DAYS_AGO && hour >= 13 && hour < 16
  const dice = random.next()
  const status =
    dice < (outage ? 0.12 : 0.004) ? 'failed' : dice > 0.993 && use.maxImages === 0 ? 'canceled' : 'succeeded'
  const inputTokens = use.maxImages === 0 ? random.around(use.inputTokens) : 0
  const wanted = use.maxImages === 0 ? random.around(use.outputTokens) : 0
  const outputTokens =
    status === 'succeeded' ? wanted : status === 'canceled' ? Math.ceil(wanted * random.next()) : 0
  const images =
    use.maxImages === 0 || status === 'failed' ? 0 : 1 + Math.floor(random.next() * use.maxImages)
  const streamed = use.endpoint === '/chat/completions' && random.next() < 0.7
  const ttftMs = random.around(420, 0.5)
  return {
    admittedAt,
    keyName: key.name,
    use,
    status,
    inputTokens: status === 'failed' ? 0 : inputTokens,
    outputTokens,
    images,
    streamed,
    latencyMs: use.maxImages > 0 ? random.around(7200, 0.35) : ttftMs + Math.round(outputTokens * 11),
    ttftMs: streamed && status !== 'failed' ? ttftMs : null,
  }
}

function floorToDay(at: Date | number): number {
  return Math.floor(Number(at) / DAY_MS) * DAY_MS
}

function hash(text: string): number {
  let h = 2_166_136_261
  for (const byte of Buffer.from(text)) h = Math.imul(h ^ byte, 16_777_619)
  return h >>> 0
}
