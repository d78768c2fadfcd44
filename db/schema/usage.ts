import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core'
import { accountId, at, count, idText, nanos, packed } from './columns'

export const endpoints = [
  '/chat/completions',
  '/images/generations',
  '/jobs/images',
  '/generate/text',
  '/generate/image',
] as const
export const eventStatuses = ['succeeded', 'failed', 'canceled'] as const

/**
 * One admitted request, for good: the ledger's only entry. Partitioned by month of `admitted_at` (hand-written migration);
 * append-only by the application role's rights. `cost_nanos` = tokens × rate − absorbed − waived, exactly.
 * `admitted_at` is platform time, fixed at admission: it decides partition, bucket and period. No foreign keys: they would
 * cost every insert, and an event outlives whatever it names.
 */
export const usageEvents = pgTable(
  'usage_events',
  {
    accountId: accountId(),
    admittedAt: at('admitted_at').notNull(),
    id: idText('id').notNull(),
    keyId: idText('key_id').notNull(),
    endpoint: text('endpoint', { enum: endpoints }).notNull(),
    modelId: idText('model_id').notNull(),
    priceId: idText('price_id').notNull(),
    /** `failed` costs nothing; `canceled`: the client hung up, what was generated is charged. */
    status: text('status', { enum: eventStatuses }).notNull(),
    httpStatus: integer('http_status').notNull(),
    errorCode: text('error_code'),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    /** Hidden part of the output tokens. */
    reasoningTokens: integer('reasoning_tokens').notNull().default(0),
    images: integer('images').notNull(),
    costNanos: nanos('cost_nanos').notNull(),
    /** The input's part of `cost_nanos`; the rest is output or images. */
    inputCostNanos: nanos('input_cost_nanos').notNull(),
    reservedNanos: nanos('reserved_nanos').notNull(),
    /** What the upstream reported above the reservation: ours to bear. */
    absorbedNanos: nanos('absorbed_nanos').notNull(),
    /** What came after its period had closed: never billed. */
    waivedNanos: nanos('waived_nanos').notNull(),
    /** Tokens counted by us, since the upstream reported none. */
    estimated: boolean('estimated').notNull(),
    streamed: boolean('streamed').notNull(),
    provider: text('provider'),
    upstreamId: text('upstream_id'),
    gatewayId: idText('gateway_id').notNull(),
    latencyMs: integer('latency_ms').notNull(),
    /** Time to first token; null where nothing was streamed. */
    ttftMs: integer('ttft_ms'),
    settledAt: at('settled_at').notNull(),
  },
  t => [
    primaryKey({ name: 'usage_events_pkey', columns: [t.accountId, t.admittedAt, t.id] }),
    // What the platform bore itself, across accounts: rare, so hardly any event is in it.
    index('usage_events_borne_idx')
      .on(t.admittedAt)
      .where(sql`absorbed_nanos > 0 or waived_nanos > 0`),
    check(
      'usage_events_not_negative',
      sql`${t.costNanos} >= 0 and ${t.inputCostNanos} between 0 and ${t.costNanos} and ${t.inputTokens} >= 0 and ${t.outputTokens} >= 0 and ${t.images} >= 0`,
    ),
  ],
)

const rollupColumns = () => ({
  accountId: accountId(),
  /** Start of the span: a quarter of an hour, an hour or a day, in UTC. */
  bucket: at('bucket').notNull(),
  keyId: idText('key_id').notNull(),
  endpoint: text('endpoint', { enum: endpoints }).notNull(),
  modelId: idText('model_id').notNull(),
  priceId: idText('price_id').notNull(),
  status: text('status', { enum: eventStatuses }).notNull(),
  requests: count('requests').notNull(),
  inputTokens: count('input_tokens').notNull(),
  outputTokens: count('output_tokens').notNull(),
  images: count('images').notNull(),
  estimatedRequests: count('estimated_requests').notNull(),
  costNanos: nanos('cost_nanos').notNull(),
  inputCostNanos: nanos('input_cost_nanos').notNull(),
})

/** Durations counted by length, as `lib/usage/histogram.ts` packs them: they add up like any other sum. */
const histogramColumns = () => ({
  latencyHistogram: packed('latency_histogram').notNull().default('0'),
  /** Time to first token, of what was streamed. */
  ttftHistogram: packed('ttft_histogram').notNull().default('0'),
})

/** Events summed by quarter of an hour, in the transaction that stores them: exact at any moment, for every time zone's hours and days. */
export const usageBase = pgTable('usage_base', { ...rollupColumns(), ...histogramColumns() }, t => [
  primaryKey({
    name: 'usage_base_pkey',
    columns: [t.accountId, t.bucket, t.keyId, t.endpoint, t.modelId, t.priceId, t.status],
  }),
  // The fold reads a span of time over all accounts.
  index('usage_base_bucket_idx').on(t.bucket),
])

/** `usage_base` folded by hour up to the watermark of `ledger_state`; a later event of a folded hour adds here too. */
export const usageHourly = pgTable('usage_hourly', { ...rollupColumns(), ...histogramColumns() }, t => [
  primaryKey({
    name: 'usage_hourly_pkey',
    columns: [t.accountId, t.bucket, t.keyId, t.endpoint, t.modelId, t.priceId, t.status],
  }),
])

/** As `usage_hourly`, by day of UTC. */
export const usageDaily = pgTable('usage_daily', rollupColumns(), t => [
  primaryKey({
    name: 'usage_daily_pkey',
    columns: [t.accountId, t.bucket, t.keyId, t.endpoint, t.modelId, t.priceId, t.status],
  }),
])

/** Which of key, endpoint and model a marginal tells apart: 4, 2 and 1 added up. What it does not is '' in its rows. */
const cut = () => smallint('cut').notNull()
const marginalDimensions = () => ({
  keyId: idText('key_id').notNull(),
  endpoint: text('endpoint').notNull(),
  modelId: idText('model_id').notNull(),
  status: text('status', { enum: eventStatuses }).notNull(),
})

/**
 * Usage added up over all values of some dimensions, so that a question reads only rows that tell apart what it asks for.
 * By quarter of an hour for cuts of one dimension at most, by hour for every cut but the whole (which `usage_base` and
 * `usage_hourly` are), by six hours and by day of UTC for every cut. Folded up to the watermarks of `ledger_state`; a later event comes by way of `usage_late_events`.
 */
export const usageMarginals = pgTable(
  'usage_marginals',
  {
    accountId: accountId(),
    /** 15, 60, 360 or 1440. */
    spanMinutes: smallint('span_minutes').notNull(),
    cut: cut(),
    bucket: at('bucket').notNull(),
    ...marginalDimensions(),
    requests: count('requests').notNull(),
    inputTokens: count('input_tokens').notNull(),
    outputTokens: count('output_tokens').notNull(),
    images: count('images').notNull(),
    costNanos: nanos('cost_nanos').notNull(),
    ...histogramColumns(),
  },
  t => [
    primaryKey({
      name: 'usage_marginals_pkey',
      columns: [t.accountId, t.spanMinutes, t.cut, t.bucket, t.keyId, t.endpoint, t.modelId, t.status],
    }),
  ],
)

/**
 * The course of a day of UTC in each cut: every figure is the day's 96 quarter-hours in one packed number
 * (`lib/usage/quarters.ts`). One row answers for any hours, and for the days of any time zone.
 */
export const usageDayCourses = pgTable(
  'usage_day_courses',
  {
    accountId: accountId(),
    cut: cut(),
    bucket: at('bucket').notNull(),
    ...marginalDimensions(),
    requests: packed('requests').notNull(),
    inputTokens: packed('input_tokens').notNull(),
    outputTokens: packed('output_tokens').notNull(),
    images: packed('images').notNull(),
    costNanos: packed('cost_nanos').notNull(),
  },
  t => [
    primaryKey({
      name: 'usage_day_courses_pkey',
      columns: [t.accountId, t.cut, t.bucket, t.keyId, t.endpoint, t.modelId, t.status],
    }),
  ],
)

/**
 * Events that were settled after their span was marked for the marginals, and have yet to be added to them. Whoever reads
 * marginals adds these; the worker adds and removes them in one transaction, so each counts once at any moment.
 */
export const usageLateEvents = pgTable(
  'usage_late_events',
  { accountId: accountId(), admittedAt: at('admitted_at').notNull(), id: idText('id').notNull() },
  t => [primaryKey({ name: 'usage_late_events_pkey', columns: [t.accountId, t.admittedAt, t.id] })],
)

const beginning = sql`'2026-01-01T00:00:00Z'`

/**
 * The one row that says how far each fold has come: what lies before its `…_until` is folded, and may be read from the folded
 * tables: hours, days, marginals by quarter-hour and hour, and marginals by day. From the moment a span is marked
 * (`…_marked_until`), settlement adds its events to the folded table too (for marginals: to the list of late events), so that
 * the fold, which comes after, needs no lock: what is missing from a marked span never changes.
 */
export const ledgerState = pgTable('ledger_state', {
  id: integer('id').primaryKey(),
  hourlyUntil: at('hourly_until').notNull(),
  dailyUntil: at('daily_until').notNull(),
  hourlyMarkedUntil: at('hourly_marked_until').notNull().default(beginning),
  dailyMarkedUntil: at('daily_marked_until').notNull().default(beginning),
  marginalHoursUntil: at('marginal_hours_until').notNull().default(beginning),
  marginalHoursMarkedUntil: at('marginal_hours_marked_until').notNull().default(beginning),
  marginalDaysUntil: at('marginal_days_until').notNull().default(beginning),
  marginalDaysMarkedUntil: at('marginal_days_marked_until').notNull().default(beginning),
  /** Where a rebuild that has not come to its end goes on; null when none is under way. */
  rebuildFrom: text('rebuild_from'),
})

/** Refused requests, counted by reason and hour; they have no row each and no event. `key_id` is '' where the key is not known. */
export const rejections = pgTable(
  'rejections',
  {
    accountId: accountId(),
    bucket: at('bucket').notNull(),
    keyId: idText('key_id').notNull(),
    endpoint: text('endpoint').notNull(),
    reason: text('reason').notNull(),
    requests: count('requests').notNull(),
  },
  t => [
    primaryKey({ name: 'rejections_pkey', columns: [t.accountId, t.bucket, t.keyId, t.endpoint, t.reason] }),
  ],
)

/** An event that could not be stored: its client got an error, and an operator has to look. Never a prompt or a key. */
export const settlementFailures = pgTable(
  'settlement_failures',
  {
    accountId: accountId(),
    requestId: idText('request_id').notNull(),
    event: jsonb('event').$type<Record<string, unknown>>().notNull(),
    reason: text('reason').notNull(),
    failedAt: at('failed_at').notNull(),
    resolvedAt: at('resolved_at'),
  },
  t => [
    primaryKey({ name: 'settlement_failures_pkey', columns: [t.accountId, t.requestId] }),
    index('settlement_failures_at_idx').on(t.accountId, t.failedAt),
    // Operators read them across accounts, latest first.
    index('settlement_failures_time_idx').on(t.failedAt, t.requestId),
  ],
)
