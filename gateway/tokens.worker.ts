import { parentPort } from 'node:worker_threads'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import type { CountReply, CountRequest } from './tokens'

/** Some texts (one letter over and over) take a tokenizer quadratic time: short slices keep each step short. */
const sliceChars = 1_000

parentPort?.on('message', ({ id, text, withinMs }: CountRequest) => {
  const deadline = performance.now() + withinMs
  let tokens = 0
  for (let start = 0; start < text.length; start += sliceChars) {
    if (performance.now() > deadline) {
      parentPort?.postMessage({ id, tokens: null } satisfies CountReply)
      return
    }
    tokens += countTokens(text.slice(start, start + sliceChars), { disallowedSpecial: new Set() })
  }
  parentPort?.postMessage({ id, tokens } satisfies CountReply)
})
