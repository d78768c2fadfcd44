import { countTokens, decodeGenerator, encode } from 'gpt-tokenizer/encoding/o200k_base'

/** Text that names a special token (`<|endoftext|>`) is text like any other here. */
const options = { disallowedSpecial: new Set<string>() }
const countedChars = 262_144
const longRun = /\S{200}|\s{200}/u
const runSlice = /\S{64}|\s{64}/gu

/**
 * Tokens of a text in o200k_base. Byte-pair merging is quadratic in the length of a run without a break, so runs of 200
 * characters and more are counted in slices of 64, and of a very long text the head is counted and scaled up.
 */
export const tokensIn = (text: string): number => {
  if (text.length > countedChars) {
    return Math.round((tokensIn(text.slice(0, countedChars)) * text.length) / countedChars)
  }
  if (!longRun.test(text)) return countTokens(text, options)
  let total = 0
  let from = 0
  for (const match of text.matchAll(runSlice)) {
    if (match.index > from) total += countTokens(text.slice(from, match.index), options)
    total += countTokens(match[0], options)
    from = match.index + match[0].length
  }
  return from < text.length ? total + countTokens(text.slice(from), options) : total
}

/**
 * A text as one piece per token: joined they give the text, and their number is its number of tokens. A token that
 * ends inside a character has the empty piece; the character comes with the token that completes it.
 */
export const tokenPieces = (text: string): string[] => {
  const tokens = encode(text, options)
  const pieces = new Array<string>(tokens.length).fill('')
  let read = 0
  const counted = (function* () {
    for (const token of tokens) {
      read++
      yield token
    }
  })()
  for (const piece of decodeGenerator(counted)) pieces[read - 1] += piece
  return pieces
}
