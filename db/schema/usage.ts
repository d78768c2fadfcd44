import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { accountId, at, count, idText, nanos } from './columns'

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

/** Events summed by quarter of an hour, in the transaction that stores them: exact at any moment, for every time zone's hours and days. */
export const usageBase = pgTable('usage_base', rollupColumns(), t => [
  primaryKey({
    name: 'usage_base_pkey',
    columns: [t.accountId, t.bucket, t.keyId, t.endpoint, t.modelId, t.priceId, t.status],
  }),
  // The fold reads a span of time over all accounts.
  index('usage_base_bucket_idx').on(t.bucket),
])

/** `usage_base` folded by hour up to the watermark of `ledger_state`; a later event of a folded hour adds here too. */
export const usageHourly = pgTable('usage_hourly', rollupColumns(), t => [
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

/**
 * The one row that says how far the fold has come: hours before `hourly_until` and days before `daily_until` are folded, and
 * may be read from the folded tables. From the moment a span is marked (`…_marked_until`), settlement adds its events to the
 * folded table too, so that the fold, which comes after, needs no lock: what is missing from a marked span never changes.
 */
export const ledgerState = pgTable('ledger_state', {
  id: integer('id').primaryKey(),
  hourlyUntil: at('hourly_until').notNull(),
  dailyUntil: at('daily_until').notNull(),
  hourlyMarkedUntil: at('hourly_marked_until')
    .notNull()
    .default(sql`'2026-01-01T00:00:00Z'`),
  dailyMarkedUntil: at('daily_marked_until')
    .notNull()
    .default(sql`'2026-01-01T00:00:00Z'`),
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
