import { describe, expect, test } from 'vitest'
import { modelsHref, parseModelParams, selectOffers } from './model-params'
import type { ImageOffer, TextOffer } from './offer'

const text = (
  id: string,
  name: string,
  family: string,
  inputNanos: bigint,
  tier: 'standard' | 'premium' = 'standard',
): TextOffer => ({
  kind: 'text',
  id,
  name,
  family,
  tier,
  contextWindow: 128_000,
  maxOutputTokens: 4096,
  reasoning: false,
  takesImages: false,
  rates: {
    standard: {
      id: `prc_${id}`,
      modelId: id,
      variant: 'standard',
      effectiveFrom: new Date(0),
      inputNanos,
      outputNanos: inputNanos * 4n,
      imageNanos: null,
    },
    longContext: null,
    longContextAbove: null,
  },
})
const image: ImageOffer = {
  kind: 'image',
  id: 'gpt-image-1-low',
  name: 'GPT Image 1 (Low)',
  family: 'OpenAI',
  tier: 'standard',
  jobsOnly: false,
  sizes: [{ size: '1024x1024', imageNanos: 11_000_000n }],
}
const offers = [
  text('openai/gpt-5', 'GPT-5', 'OpenAI', 1250n),
  text('openai/gpt-5-nano', 'GPT-5 Nano', 'OpenAI', 50n),
  text('anthropic/claude-haiku-4.5', 'Claude Haiku 4.5', 'Anthropic', 1000n, 'premium'),
  image,
]
const select = (query: Record<string, string>) => {
  const { text, image } = selectOffers(offers, parseModelParams(query))
  return [...text, ...image].map(({ id }) => id)
}

describe('the list of models', () => {
  test('without filters is the catalogue in its order', () => {
    expect(select({})).toEqual(offers.map(({ id }) => id))
  })

  test('finds by name, id and family, every word of the search', () => {
    expect(select({ q: 'openai nano' })).toEqual(['openai/gpt-5-nano'])
    expect(select({ q: 'HAIKU' })).toEqual(['anthropic/claude-haiku-4.5'])
    expect(select({ q: 'haiku openai' })).toEqual([])
  })

  test('filters by kind, tier and families together', () => {
    expect(select({ kind: 'image' })).toEqual(['gpt-image-1-low'])
    expect(select({ family: 'OpenAI,Anthropic', kind: 'text', tier: 'premium' })).toEqual([
      'anthropic/claude-haiku-4.5',
    ])
  })

  test('sorts by exact prices, both ways', () => {
    expect(select({ sort: 'input', kind: 'text' })).toEqual([
      'openai/gpt-5-nano',
      'anthropic/claude-haiku-4.5',
      'openai/gpt-5',
    ])
    expect(select({ sort: '-input', kind: 'text' })).toEqual([
      'openai/gpt-5',
      'anthropic/claude-haiku-4.5',
      'openai/gpt-5-nano',
    ])
  })
})

describe('the URL', () => {
  test('holds the whole state and reads back as it was written', () => {
    const params = parseModelParams({
      q: 'gpt 5',
      kind: 'text',
      tier: 'standard',
      family: 'OpenAI,Z.AI',
      sort: '-output',
    })
    const href = modelsHref('/models', params)
    expect(href).toBe('/models?q=gpt+5&kind=text&tier=standard&family=OpenAI%2CZ.AI&sort=-output')
    expect(parseModelParams(Object.fromEntries(new URL(href, 'http://x').searchParams))).toEqual(params)
  })

  test('without a choice is the page alone, and nonsense is no choice', () => {
    expect(
      modelsHref('/models', parseModelParams({ kind: 'video', tier: ['x'], sort: 'mood', q: '  ' })),
    ).toBe('/models')
  })
})
