import { expect, test } from 'vitest'
import { nanosOf } from '@/bench/harness/prices'

const text = { images: 0, size: null }
const image = { promptTokens: 0, completionTokens: 0 }

test.each([
  ['openai/gpt-4o', 100, 20, 100n * 2_500n + 20n * 10_000n],
  ['mistralai/mistral-nemo', 7, 3, 7n * 10n + 3n * 19n],
  ['google/gemini-3-pro-preview', 200_000, 1, 200_000n * 2_000n + 12_000n],
  ['google/gemini-3-pro-preview', 200_001, 1, 200_001n * 4_000n + 18_000n],
])('%s with %d input and %d output tokens', (model, promptTokens, completionTokens, nanos) => {
  expect(nanosOf({ model, promptTokens, completionTokens, ...text })).toBe(nanos)
})

test.each([
  ['gpt-image-1-low', '1024x1536', 2, 32_000_000n],
  ['gpt-image-1-high', '1024x1024', 1, 167_000_000n],
  ['novelai/nai-diffusion-3', '832x1216', 3, 45_000_000n],
])('%s of %s, %d of them', (model, size, images, nanos) => {
  expect(nanosOf({ model, images, size, ...image })).toBe(nanos)
})
