import type { Model } from '@/lib/catalog/catalog'
import { imageSize, priceAt, priceFor, type PriceBook } from '@/lib/catalog/rating'
import type { Nanos } from '@/lib/money'

/** What formats put around a message: role, separators, the answer's priming. An upper bound in tokens, per message. */
export const MESSAGE_OVERHEAD_TOKENS = 16

/** Where the cap on output comes from: the client's own, the model's maximum, our default, or what remains of the budget. */
export type CapSource = 'client' | 'model' | 'default' | 'remaining'

const DEFAULT_CAP = 8_192
const LEAST_CAP = 256
/** The model's maximum is the cap where it costs at most one part in so many of what remains. */
const MAXIMUM_WITHIN = 50n

/**
 * The longest UTF-8 length of a text among its raw, NFC and NFKC forms. No tokenizer that falls back to bytes makes more
 * tokens of it, whichever form it normalizes to.
 */
export function longestUtf8(text: string): number {
  const raw = Buffer.byteLength(text)
  if (raw === text.length) return raw
  if (endlessMarks.test(text)) return Math.max(raw, decomposedUtf8(text, 'NFD'), decomposedUtf8(text, 'NFKD'))
  return Math.max(raw, Buffer.byteLength(text.normalize('NFC')), Buffer.byteLength(text.normalize('NFKC')))
}

/**
 * More marks on one letter than any writing has (Unicode's Stream-Safe Text Format allows 30). Normalization sorts them in
 * quadratic time: 80 KB of them take seconds. The last two are no marks themselves but decompose to one.
 */
const endlessMarks = /[\p{M}\uFF9E\uFF9F]{31}/u
const sliceChars = 256

/**
 * The UTF-8 length of a text decomposed slice by slice, in linear time. Decomposing goes by the character and composing never
 * makes it longer again, so neither NFC (of NFD) nor NFKC (of NFKD) is longer.
 */
function decomposedUtf8(text: string, form: 'NFD' | 'NFKD'): number {
  let bytes = 0
  for (let start = 0; start < text.length;) {
    const splitsPair = /^[\uD800-\uDBFF]$/.test(text.charAt(start + sliceChars - 1))
    const end = start + sliceChars + (splitsPair ? 1 : 0)
    bytes += Buffer.byteLength(text.slice(start, end).normalize(form))
    start = end
  }
  return bytes
}

/** The most input tokens a request can be counted as, never more than the context window holds. */
export function inputBound(
  model: Model,
  {
    textBytes,
    messages,
    images,
  }: { readonly textBytes: number; readonly messages: number; readonly images: number },
): number {
  const bound = textBytes + messages * MESSAGE_OVERHEAD_TOKENS + images * (model.maxTokensPerInputImage ?? 0)
  return Math.min(bound, model.contextWindow ?? bound)
}

export interface TextRequest {
  readonly inputBound: number
  /** Answers asked for. */
  readonly n: number
}

/** The most a text request can cost: its input bound, and `n` answers of `outputCap` tokens. Null: no price in force. */
export function reserveText(
  book: PriceBook,
  model: Model,
  admittedAt: Date,
  { inputBound, n, outputCap }: TextRequest & { readonly outputCap: number },
): Nanos | null {
  const rates = dearest(book, model, admittedAt, inputBound)
  return rates && BigInt(inputBound) * rates.inputNanos + BigInt(n) * BigInt(outputCap) * rates.outputNanos
}

/** What `n` images cost. Null: not sold in that size, or no price in force. */
export function reserveImages(
  book: PriceBook,
  model: Model,
  admittedAt: Date,
  { size, n }: { readonly size: string | undefined; readonly n: number },
): Nanos | null {
  const price = priceFor(book, model, admittedAt, { size: imageSize(size) })
  return price?.imageNanos == null ? null : BigInt(n) * price.imageNanos
}

/**
 * The cap on output tokens to send upstream. The client's own is never lowered. Without one: the model's maximum, if `n` such
 * answers cost at most 2 % of what remains; else at most 8,192, shrunk to what can be paid, but not under 256.
 * `remainingNanos` null: unlimited.
 */
export function capFor(
  book: PriceBook,
  model: Model,
  admittedAt: Date,
  {
    clientMax,
    n,
    inputBound,
    remainingNanos,
  }: TextRequest & { readonly clientMax: number | null; readonly remainingNanos: Nanos | null },
): { readonly cap: number; readonly source: CapSource } {
  if (clientMax !== null) return { cap: clientMax, source: 'client' }
  const maximum = model.maxOutputTokens ?? DEFAULT_CAP
  const rates = dearest(book, model, admittedAt, inputBound)
  const perToken = (rates?.outputNanos ?? 0n) * BigInt(n)
  if (remainingNanos === null || BigInt(maximum) * perToken * MAXIMUM_WITHIN <= remainingNanos)
    return { cap: maximum, source: 'model' }
  const usual = Math.min(DEFAULT_CAP, maximum)
  const forOutput = remainingNanos - BigInt(inputBound) * (rates?.inputNanos ?? 0n)
  if (BigInt(usual) * perToken <= forOutput)
    return { cap: usual, source: usual === maximum ? 'model' : 'default' }
  const affordable = forOutput > 0n ? Number(forOutput / perToken) : 0
  return { cap: Math.max(affordable, Math.min(LEAST_CAP, maximum)), source: 'remaining' }
}

/** The rates to reserve by: where the input may pass the long-context bound, the higher of both for each direction. */
function dearest(book: PriceBook, model: Model, at: Date, inputBound: number) {
  const variants =
    model.longContextAbove !== null && inputBound > model.longContextAbove
      ? ['standard', 'long_context']
      : ['standard']
  const rows = variants.flatMap(variant => priceAt(book, model.id, variant, at) ?? [])
  if (rows.length < variants.length) return null
  const highest = (of: (row: (typeof rows)[number]) => Nanos | null) =>
    rows.reduce((most, row) => ((of(row) ?? 0n) > most ? (of(row) ?? 0n) : most), 0n)
  return { inputNanos: highest(row => row.inputNanos), outputNanos: highest(row => row.outputNanos) }
}
