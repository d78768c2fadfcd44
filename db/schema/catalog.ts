import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, idText, nanos } from './columns'

/** A model that the API serves. Reference table, loaded from `lib/catalog/catalog.json`; the operator owns the truth. */
export const models = pgTable('models', {
  id: idText('id').primaryKey(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['text', 'image'] }).notNull(),
  tier: text('tier', { enum: ['standard', 'premium'] }).notNull(),
  contextWindow: integer('context_window'),
  maxOutputTokens: integer('max_output_tokens'),
  /** Most input tokens that one image in a message can cost; null: the model takes no images. */
  maxTokensPerInputImage: integer('max_tokens_per_input_image'),
  /** Output may hold hidden tokens: on disconnect the upstream is drained, not aborted. */
  reasoning: boolean('reasoning').notNull().default(false),
  jobsOnly: boolean('jobs_only').notNull().default(false),
  /** The whole request is priced at the long-context rates once its input passes this many tokens. */
  longContextAbove: integer('long_context_above'),
  /** In order of preference. */
  providers: text('providers').array().notNull(),
  /** The upstream's own id of the model per provider, where it is not ours. */
  upstreamIds: jsonb('upstream_ids').$type<Record<string, string>>().notNull().default({}),
  priceSource: text('price_source', { enum: ['published', 'operator'] }).notNull(),
  position: integer('position').notNull(),
  retiredAt: at('retired_at'),
})

/**
 * The price book: a row is one rate of one model from one moment on, and never changes. `variant` tells rates of the same
 * model apart: `standard`, `long_context`, or an image size such as `1024x1536`. Quantity × rate of a row is exact, so a
 * usage event and an invoice line name the row they were priced by.
 */
export const prices = pgTable(
  'prices',
  {
    id: idText('id').primaryKey(),
    modelId: idText('model_id').notNull(),
    variant: text('variant').notNull(),
    effectiveFrom: at('effective_from').notNull(),
    /** Nano-dollars per token (text) or null. */
    inputNanos: nanos('input_nanos'),
    outputNanos: nanos('output_nanos'),
    /** Nano-dollars per image (image) or null. */
    imageNanos: nanos('image_nanos'),
  },
  t => [
    // One rate at a time.
    uniqueIndex('prices_model_variant_from_key').on(t.modelId, t.variant, t.effectiveFrom),
    foreignKey({ name: 'prices_model_fk', columns: [t.modelId], foreignColumns: [models.id] }),
    check(
      'prices_kind',
      sql`(${t.imageNanos} is null) = (${t.inputNanos} is not null) and (${t.inputNanos} is null) = (${t.outputNanos} is null)`,
    ),
    check(
      'prices_not_negative',
      sql`coalesce(${t.inputNanos}, 0) >= 0 and coalesce(${t.outputNanos}, 0) >= 0 and coalesce(${t.imageNanos}, 0) >= 0`,
    ),
  ],
)

/** An invented character of the platform. Reference table. */
export const characters = pgTable('characters', {
  id: idText('id').primaryKey(),
  name: text('name').notNull(),
  avatarUrl: text('avatar_url').notNull(),
  shortDescription: text('short_description').notNull(),
  description: text('description').notNull(),
  greeting: text('greeting').notNull(),
  systemPrompt: text('system_prompt').notNull(),
  tags: text('tags').array().notNull(),
  createdAt: at('created_at').notNull(),
})
