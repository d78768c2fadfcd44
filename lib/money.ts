import { err, ok, type Result } from '@/lib/result'

/** Nano-dollars: whole billionths of a US dollar. Every price and cost is one; no float ever holds money. */
export type Nanos = bigint

export const NANOS_PER_DOLLAR = 1_000_000_000n
export const NANOS_PER_CENT = 10_000_000n

/**
 * Parses a plain decimal amount of dollars (`12`, `0.0042`, `1,234.50`, an optional leading `$`) into nano-dollars, exactly.
 * `maxDecimals` bounds the fraction (limits take four). Negative amounts are refused.
 */
export function parseUsd(text: string, maxDecimals = 9): Result<Nanos, 'invalid_amount'> {
  const match = /^\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})?(?:\.(\d*))?$/.exec(text.trim())
  const [, whole = '', fraction = ''] = match ?? []
  if (!match || (whole === '' && fraction === ''))
    return err('invalid_amount', 'Enter an amount in dollars, for example 50 or 12.50.')
  if (fraction.length > maxDecimals)
    return err('invalid_amount', `Use at most ${maxDecimals} decimals of a dollar.`)
  return ok(
    BigInt(whole.replaceAll(',', '') || '0') * NANOS_PER_DOLLAR + BigInt(fraction.padEnd(9, '0').slice(0, 9)),
  )
}

/** A price in dollars per million tokens, as price lists print it, to whole nano-dollars per token. Throws where it is not whole. */
export function nanosPerToken(usdPerMillionTokens: string): Nanos {
  const perMillion = fromUsd(usdPerMillionTokens)
  if (perMillion % 1_000_000n !== 0n)
    throw new Error(
      `${usdPerMillionTokens} USD per million tokens is not a whole number of nano-dollars per token`,
    )
  return perMillion / 1_000_000n
}

/** Dollars from our own constants or catalogue; throws where `parseUsd` would refuse. */
export function fromUsd(text: string): Nanos {
  const parsed = parseUsd(text)
  if (!parsed.ok) throw new Error(`not an amount of dollars: ${text}`)
  return parsed.value
}

/** Nano-dollars to whole cents, half up (towards positive infinity): the one rounding that an invoice makes. */
export function toCents(nanos: Nanos): number {
  return Number(floorDiv(nanos + NANOS_PER_CENT / 2n, NANOS_PER_CENT))
}

export function centsToNanos(cents: number): Nanos {
  return BigInt(cents) * NANOS_PER_CENT
}

/**
 * Splits the once-rounded total over lines by largest remainder (first line first among equals), so that the cents of the
 * lines sum to `toCents(sum)` exactly. Rounding each line by itself drifts. Lines may be negative.
 */
export function allocateCents(lines: readonly Nanos[]): number[] {
  const total = toCents(lines.reduce((sum, nanos) => sum + nanos, 0n))
  const floors = lines.map(nanos => floorDiv(nanos, NANOS_PER_CENT))
  const remainders = lines.map((nanos, i) => ({ i, rest: nanos - (floors[i] ?? 0n) * NANOS_PER_CENT }))
  const missing = BigInt(total) - floors.reduce((sum, cents) => sum + cents, 0n)
  const raised = new Set(
    remainders
      .sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))
      .slice(0, Number(missing))
      .map(({ i }) => i),
  )
  return floors.map((cents, i) => Number(cents) + (raised.has(i) ? 1 : 0))
}

/** `$1,234.56`; below one dollar up to four significant decimals (`$0.0042`), never `$0.00` for something that is not nothing. */
export function formatUsd(nanos: Nanos): string {
  if (nanos < 0n) return `-${formatUsd(-nanos)}`
  if (nanos === 0n) return '$0.00'
  const rounded =
    nanos >= NANOS_PER_DOLLAR ? BigInt(toCents(nanos)) * NANOS_PER_CENT : toSignificant(nanos, 4)
  return `$${decimal(rounded, 2)}`
}

/** The amount to the nano-dollar, without trailing zeros but with at least two decimals: `$0.000000019`. */
export function formatUsdExact(nanos: Nanos): string {
  return nanos < 0n ? `-${formatUsdExact(-nanos)}` : `$${decimal(nanos, 2)}`
}

/** A limit, without cents that say nothing: `$250`, `$12.50`, `$0.0042`. */
export function formatLimit(nanos: Nanos): string {
  return formatUsdExact(nanos).replace(/\.00$/, '')
}

/** Cents as they stand on an invoice: `$1,234.56`. */
export function formatCents(cents: number): string {
  return formatUsdExact(centsToNanos(cents))
}

/** A text price as people quote it, dollars per million tokens, all its decimals: `$0.019`. */
export function formatPerMillionTokens(nanosPerTok: Nanos): string {
  return formatUsdExact(nanosPerTok * 1_000_000n)
}

/** A plain decimal string of dollars (`0.000042`), for APIs, CSV and form values. */
export function toUsdString(nanos: Nanos, minDecimals = 0): string {
  return nanos < 0n ? `-${toUsdString(-nanos, minDecimals)}` : decimal(nanos, minDecimals).replaceAll(',', '')
}

function decimal(nanos: Nanos, minDecimals: number): string {
  const whole = (nanos / NANOS_PER_DOLLAR).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const fraction = (nanos % NANOS_PER_DOLLAR)
    .toString()
    .padStart(9, '0')
    .replace(/0+$/, '')
    .padEnd(minDecimals, '0')
  return fraction === '' ? whole : `${whole}.${fraction}`
}

function toSignificant(nanos: Nanos, digits: number): Nanos {
  const drop = nanos.toString().length - digits
  if (drop <= 0) return nanos
  const unit = 10n ** BigInt(drop)
  return ((nanos + unit / 2n) / unit) * unit
}

function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q
}
