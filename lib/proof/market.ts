import type { Model, PriceRow, Variant } from '@/lib/catalog/catalog'
import { chargeWithin, costOf, priceFor, toPriceBook } from '@/lib/catalog/rating'
import { inputBound, longestUtf8, MESSAGE_OVERHEAD_TOKENS, reserveText } from '@/lib/catalog/reservation'
import type { Nanos } from '@/lib/money'

/** A model at prices small enough to reason about: 1 and 2 nanos a token, 2 and 3 where the input passes 60 tokens. */
export const model: Model = {
  id: 'proof/small',
  name: 'Small',
  kind: 'text',
  tier: 'standard',
  contextWindow: 200,
  maxOutputTokens: 50,
  maxTokensPerInputImage: 30,
  reasoning: false,
  jobsOnly: false,
  longContextAbove: 60,
  providers: ['aggregator'],
  upstreamIds: {},
  priceSource: 'operator',
  position: 1,
  retiredAt: null,
}

const price = (variant: Variant, inputNanos: Nanos, outputNanos: Nanos): PriceRow => ({
  id: `prc_${variant}`,
  modelId: model.id,
  variant,
  effectiveFrom: new Date('2026-01-01T00:00:00.000Z'),
  inputNanos,
  outputNanos,
  imageNanos: null,
})
export const book = toPriceBook([price('standard', 1n, 2n), price('long_context', 2n, 3n)])

/** What a client asks for: one message, `images` in it, `n` answers of at most `cap` tokens. */
export interface Ask {
  readonly text: string
  readonly images: number
  readonly n: number
  readonly cap: number
}

/** The most that a request can cost, as the gateway works it out before it sends anything. */
export type Reserve = (ask: Ask, at: Date) => Nanos

export const reserve: Reserve = (ask, at) =>
  toReservation(reserveText(book, model, at, { inputBound: boundOf(ask), n: ask.n, outputCap: ask.cap }))

/** Reservations that hold too little, each as a real gateway was once seen to do it. */
export const tooSmall: Readonly<Record<string, Reserve>> = {
  'one answer, however many are asked for': (ask, at) => reserve({ ...ask, n: 1 }, at),
  'the usual price, however long the input': (ask, at) =>
    toReservation(
      reserveText(book, { ...model, longContextAbove: null }, at, {
        inputBound: boundOf(ask),
        n: ask.n,
        outputCap: ask.cap,
      }),
    ),
  'the text as it was sent, whatever a provider normalizes it to': (ask, at) =>
    toReservation(
      reserveText(book, model, at, {
        inputBound: inputBound(model, {
          textBytes: Buffer.byteLength(ask.text),
          messages: 1,
          images: ask.images,
        }),
        n: ask.n,
        outputCap: ask.cap,
      }),
    ),
  'no images': (ask, at) => reserve({ ...ask, images: 0 }, at),
}

/** What the provider reports of a request of which it generated `percent`: it normalizes as it likes, and makes a token of every byte. */
export function usageOf({ text, images, n, cap }: Ask, percent: number) {
  const forms = [text, text.normalize('NFC'), text.normalize('NFKC')].map(form => Buffer.byteLength(form))
  return {
    inputTokens: Math.min(200, Math.max(...forms) + MESSAGE_OVERHEAD_TOKENS + images * 30),
    outputTokens: Math.floor((n * cap * percent) / 100),
  }
}

/** The provider's own bill, worked out without the ledger's rating and without the reservation. */
export function billOf(ask: Ask, percent: number): Nanos {
  const { inputTokens, outputTokens } = usageOf(ask, percent)
  const [input, output] = inputTokens > 60 ? [2n, 3n] : [1n, 2n]
  return BigInt(inputTokens) * input + BigInt(outputTokens) * output
}

/** What the ledger makes of that report: never more than was reserved. */
export function chargeOf(ask: Ask, percent: number, at: Date, reservedNanos: Nanos) {
  const usage = usageOf(ask, percent)
  const rate = priceFor(book, model, at, usage)
  if (!rate) throw new Error('the model has a price')
  return chargeWithin(reservedNanos, costOf(rate, usage))
}

function boundOf({ text, images }: Ask): number {
  return inputBound(model, { textBytes: longestUtf8(text), messages: 1, images })
}

function toReservation(nanos: Nanos | null): Nanos {
  if (nanos === null) throw new Error('the model has a price')
  return nanos
}
