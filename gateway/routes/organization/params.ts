import { z } from 'zod'
import { toRefusal } from '@/gateway/refusal'
import { bucketWidths, mostCostBuckets, type BucketWidth } from '@/lib/usage-api/buckets'

const endOfTime = Date.UTC(9999, 11, 31) / 1000
const mostValues = 100

/** A parameter that is said once. */
const once = <T extends z.ZodType<unknown, string>>(inner: T) =>
  z
    .array(z.string())
    .max(1, 'must be given once')
    .transform(([value = '']) => value)
    .pipe(inner)

const seconds = once(
  z
    .string()
    .regex(/^\d{1,12}$/, 'must be a whole number of seconds since 1970')
    .transform(Number)
    .refine(value => value <= endOfTime, 'lies too far in the future')
    .transform(value => new Date(value * 1000)),
)

const whole = once(
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number),
)

const flag = once(
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(['true', 'false']))
    .transform(value => value === 'true'),
)

/** What nothing can be called, and no database stores, is refused rather than looked for. */
const list = z
  .array(
    z
      .string()
      .min(1, 'must not be empty')
      .max(200, 'is too long')
      .refine(value => !/\p{Cc}/u.test(value), 'has characters that nothing is called by'),
  )
  .max(mostValues, `has more than ${mostValues} values`)
  .default([])

/** Also by commas: every value is one of ours, and none has any. */
const groups = <const Name extends string>(names: readonly Name[]) =>
  z
    .array(z.string())
    .transform(values => values.flatMap(value => value.split(',')))
    .pipe(z.array(z.enum(names)).max(mostValues))
    .default([])
    .transform(chosen => new Set<Name>(chosen))

const common = {
  start_time: seconds,
  end_time: seconds.nullable().default(null),
  limit: whole.nullable().default(null),
  page: once(z.string().max(100, 'is too long')).nullable().default(null),
  project_ids: list,
  api_key_ids: list,
}
const usage = {
  ...common,
  bucket_width: once(z.enum(['1m', '1h', '1d'])).default('1d'),
  user_ids: list,
  models: list,
}

interface Bounds {
  readonly start_time: Date
  readonly end_time: Date | null
  readonly bucket_width: BucketWidth
  readonly limit: number | null
}

function checkBounds(most: (width: BucketWidth) => number) {
  return ({ start_time, end_time, bucket_width, limit }: Bounds, ctx: z.core.$RefinementCtx) => {
    const complain = (name: string, message: string) =>
      ctx.issues.push({ code: 'custom', path: [name], message, input: undefined })
    if (end_time !== null && end_time <= start_time) complain('end_time', 'must lie after start_time')
    if (limit !== null && (limit < 1 || limit > most(bucket_width)))
      complain('limit', `must be from 1 to ${most(bucket_width)} with bucket_width=${bucket_width}`)
  }
}
const usageBounds = checkBounds(width => bucketWidths[width].most)

/** Parameters of `GET /organization/usage/completions`. */
export const completionsParams = z
  .strictObject({
    ...usage,
    batch: flag.nullable().default(null),
    group_by: groups(['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier']),
  })
  .superRefine(usageBounds)

/** Parameters of `GET /organization/usage/images`. */
export const imagesParams = z
  .strictObject({
    ...usage,
    sources: list,
    sizes: list,
    group_by: groups(['project_id', 'user_id', 'api_key_id', 'model', 'size', 'source']),
  })
  .superRefine(usageBounds)

/** Parameters of `GET /organization/costs`. */
export const costsParams = z
  .strictObject({
    ...common,
    bucket_width: once(z.enum(['1d'])).default('1d'),
    group_by: groups(['project_id', 'line_item', 'api_key_id']),
  })
  .superRefine(checkBounds(() => mostCostBuckets))

/**
 * The query of a URL by a schema. A list comes as clients write it: `name=a&name=b`, `name[]=a` or `name[0]=a`. What the
 * schema does not know is refused: a filter that is passed over would answer with somebody else's figures.
 * @throws Refusal naming the parameter
 */
export function parseQuery<Schema extends z.ZodType>(url: string, schema: Schema): z.output<Schema> {
  const values = new Map<string, string[]>()
  for (const [name, value] of new URL(url).searchParams) {
    const bare = name.replace(/\[\d*\]$/, '')
    values.set(bare, [...(values.get(bare) ?? []), value])
  }
  const parsed = schema.safeParse(Object.fromEntries(values))
  if (!parsed.success) throw toRefusal(parsed.error)
  return parsed.data
}
