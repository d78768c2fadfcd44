import { between, pick } from '@/bench/harness/random'

/** What a client may ask for, and how often, relative to each other. */
export const askKinds = ['short', 'n', 'tools', 'images', 'reasoning', 'long_context', 'image'] as const
export type AskKind = (typeof askKinds)[number]

export interface Mix {
  readonly weights: Readonly<Record<AskKind, number>>
  /** Parts of one. */
  readonly streaming: number
  readonly hangingUp: number
  /** Most output tokens that an answer is asked to have. */
  readonly longestAnswer: number
}

export interface Ask {
  readonly kind: AskKind
  readonly path: '/chat/completions' | '/images/generations'
  readonly streamed: boolean
  readonly body: Readonly<Record<string, unknown>>
  /** The client goes away so long after asking; null: it stays. */
  readonly hangUpAfterMs: number | null
}

/** One request of an account, as the mix has it. The account's id stands in the prompt, for the upstream's bill. */
export function nextAsk(mix: Mix, account: string, random: () => number): Ask {
  const kind = weighted(mix.weights, random)
  const hangUpAfterMs = random() < mix.hangingUp ? between(random, 20, 1_500) : null
  if (kind === 'image')
    return {
      kind,
      path: '/images/generations',
      streamed: false,
      body: imageBody(account, random),
      hangUpAfterMs,
    }
  const streamed = random() < mix.streaming
  const body = {
    ...chatBody(kind, { account, random, longest: mix.longestAnswer }),
    ...(streamed ? { stream: true } : {}),
    ...(streamed && random() < 0.5 ? { stream_options: { include_usage: true } } : {}),
  }
  return { kind, path: '/chat/completions', streamed, body, hangUpAfterMs }
}

interface Wish {
  readonly account: string
  readonly random: () => number
  readonly longest: number
}

function chatBody(kind: Exclude<AskKind, 'image'>, wish: Wish): Record<string, unknown> {
  const { random, longest } = wish
  // A third leaves the cap to the gateway; of the others, some cut the answer short.
  const cap = random() < 0.33 ? {} : { max_tokens: between(random, 8, longest + 20) }
  switch (kind) {
    case 'short':
      return { model: pick(random, chatModels), messages: [prompt(wish)], ...cap }
    case 'n':
      return { model: pick(random, chatModels), messages: [prompt(wish)], n: between(random, 2, 4), ...cap }
    case 'tools':
      return {
        model: 'openai/gpt-4.1',
        messages: [prompt(wish)],
        tools: [lookUp],
        tool_choice: { type: 'function', function: { name: 'look_up' } },
        ...cap,
      }
    case 'images':
      return { model: 'openai/gpt-4o', messages: [withImages(wish, between(random, 1, 3))], ...cap }
    case 'reasoning':
      return {
        model: pick(random, ['openai/gpt-5-mini', 'deepseek/deepseek-r1']),
        messages: [prompt(wish, ` [think:${between(random, 5, longest)}]`)],
        ...cap,
      }
    case 'long_context': {
      const padding = 'the tide '.repeat(between(random, 15_000, 35_000))
      return {
        model: 'google/gemini-3-pro-preview',
        messages: [{ role: 'system', content: padding }, prompt(wish)],
        ...cap,
      }
    }
  }
}

const chatModels = ['openai/gpt-4o', 'openai/gpt-4o-mini', 'anthropic/claude-3.5-sonnet', 'openai/gpt-4.1']

const lookUp = {
  type: 'function',
  function: {
    name: 'look_up',
    description: 'Looks something up — où que ce soit',
    parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  },
}

function prompt(wish: Wish, more = ''): { role: 'user'; content: string } {
  return { role: 'user', content: promptText(wish) + more }
}

function promptText({ account, random, longest }: Wish): string {
  const text = pick(random, [
    'Explain the tides.',
    'Erkläre die Gezeiten, bitte: fünf Sätze.',
    '潮の満ち引きを説明して。',
  ])
  return `${account} ${text.repeat(between(random, 1, 12))} [say:${between(random, 4, longest)}]`
}

function withImages(wish: Wish, count: number) {
  const image = { type: 'image_url', image_url: { url: 'https://images.example.com/tide.png' } }
  const text = { type: 'text', text: promptText(wish) }
  return { role: 'user', content: [...Array.from({ length: count }, () => image), text] }
}

function imageBody(account: string, random: () => number): Record<string, unknown> {
  return {
    model: pick(random, ['gpt-image-1-low', 'gpt-image-1-medium']),
    prompt: `${account} the sea at night`,
    n: between(random, 1, 3),
    size: pick(random, ['1024x1024', '1024x1536', 'auto']),
  }
}

function weighted(weights: Mix['weights'], random: () => number): AskKind {
  let rest = random() * askKinds.reduce((sum, kind) => sum + weights[kind], 0)
  for (const kind of askKinds) {
    rest -= weights[kind]
    if (rest < 0) return kind
  }
  return 'short'
}
