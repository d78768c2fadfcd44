/** Widths of buckets as OpenAI names them, with how many come at a time by themselves and how many at most. */
export const bucketWidths = {
  '1m': { ms: 60_000, default: 60, most: 1_440 },
  '1h': { ms: 3_600_000, default: 24, most: 168 },
  '1d': { ms: 86_400_000, default: 7, most: 31 },
} as const
export type BucketWidth = keyof typeof bucketWidths

/** Costs come by day only, and more of them at a time. */
export const mostCostBuckets = 180

/** Nothing was ever used before: the years before are not worth a page each. */
const beginning = new Date('2026-01-01T00:00:00Z')

/** A half-open span whose ends lie on bounds of its buckets, in UTC. */
export interface BucketSpan {
  readonly from: Date
  readonly to: Date
  readonly width: BucketWidth
}

/**
 * The buckets that a query asks for: from the one that holds `start` to the one that holds the last instant before `end`, each
 * whole, so that a bucket says the same in whichever query it stands; none after the one that holds `now`.
 */
export function spanOf(
  { start, end, width }: { readonly start: Date; readonly end: Date | null; readonly width: BucketWidth },
  now: Date,
): BucketSpan {
  const { ms } = bucketWidths[width]
  const floor = (at: number) => Math.floor(at / ms) * ms
  const from = Math.max(floor(start.getTime()), beginning.getTime())
  const last = Math.min(now.getTime(), end === null ? Number.POSITIVE_INFINITY : end.getTime() - 1)
  return { from: new Date(from), to: new Date(Math.max(from, floor(last) + ms)), width }
}

/** The start of every bucket, in order. */
export function bucketsIn({ from, to, width }: BucketSpan): Date[] {
  const starts: Date[] = []
  for (let at = from.getTime(); at < to.getTime(); at += bucketWidths[width].ms) starts.push(new Date(at))
  return starts
}

/** The end of a bucket, which is the start of the next. */
export function endOfBucket(start: Date, width: BucketWidth): Date {
  return new Date(start.getTime() + bucketWidths[width].ms)
}

/** The part of a span that starts at `from` and has at most so many buckets. */
export function pageOf(span: BucketSpan, from: Date, limit: number): BucketSpan {
  const end = from.getTime() + limit * bucketWidths[span.width].ms
  return { ...span, from, to: new Date(Math.min(end, span.to.getTime())) }
}

/** What `next_page` says: where the next page starts. It means something with the parameters it came with only. */
export function toCursor(from: Date): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(from.getTime() / 1000))
  return `page_${bytes.toString('base64url')}`
}

/** Where a page starts; null for anything that is no cursor of these very buckets. */
export function fromCursor(cursor: string, span: BucketSpan): Date | null {
  const bytes = Buffer.from(/^page_([\w-]{11})$/.exec(cursor)?.[1] ?? '', 'base64url')
  if (bytes.length !== 8) return null
  const ms = Number(bytes.readBigUInt64BE()) * 1000
  const isInside = ms >= span.from.getTime() && ms < span.to.getTime()
  return isInside && ms % bucketWidths[span.width].ms === 0 ? new Date(ms) : null
}
