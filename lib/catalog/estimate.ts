import type { PriceRow } from '@/lib/catalog/catalog'
import { costOf } from '@/lib/catalog/rating'
import type { Nanos } from '@/lib/money'

export interface TokenEstimate {
  characters: number
  words: number
  /** Characters ÷ 4, rounded up. */
  byCharacters: number
  /** Words ÷ 0.75, rounded up. */
  byWords: number
  /** The higher of the two. */
  tokens: number
}

/** How many tokens a text has by the rules of thumb for English. What is charged is what the model's own tokenizer counts. */
export function estimateTokens(text: string): TokenEstimate {
  let characters = 0
  for (const _ of text) characters += 1
  const words = text.match(/\S+/g)?.length ?? 0
  const byCharacters = Math.ceil(characters / 4)
  const byWords = Math.ceil((words * 4) / 3)
  return { characters, words, byCharacters, byWords, tokens: Math.max(byCharacters, byWords) }
}

/** The rates of one text model at one time. */
export interface TextRates {
  standard: PriceRow
  /** The whole request is priced by this once its input passes `longContextAbove` tokens. */
  longContext: PriceRow | null
  longContextAbove: number | null
}

export interface CostEstimate {
  inputNanos: Nanos
  outputNanos: Nanos
  totalNanos: Nanos
  longContext: boolean
}

/** What a request of this size costs, exact to the nano-dollar. */
export function estimateCost(rates: TextRates, inputTokens: number, outputTokens: number): CostEstimate {
  const { standard, longContext, longContextAbove } = rates
  const long = longContext !== null && longContextAbove !== null && inputTokens > longContextAbove
  const { costNanos, inputCostNanos } = costOf(long ? longContext : standard, { inputTokens, outputTokens })
  return {
    inputNanos: inputCostNanos,
    outputNanos: costNanos - inputCostNanos,
    totalNanos: costNanos,
    longContext: long,
  }
}
