import { parentPort } from 'node:worker_threads'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import type { CountReply, CountRequest } from './tokens'

/** Some texts (one letter over and over) take a tokenizer quadratic time: short slices keep each step short. */
const sliceChars = 1_000

parentPort?.on('message', ({ text, withinMs }: CountRequest) => {
  const reply: CountReply = { tokens: countWithin(text, withinMs) }
  parentPort?.postMessage(reply)
})

function countWithin(text: string, withinMs: number): number | null {
  const deadline = performance.now() + withinMs
  let tokens = 0
  for (let start = 0; start < text.length; start += sliceChars) {
    if (performance.now() > deadline) return null
    tokens += countTokens(text.slice(start, start + sliceChars), { disallowedSpecial: new Set() })
  }
  return tokens
}
