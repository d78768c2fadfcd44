import type { Provider } from '@/sandbox/models/control'

/**
 * What each provider lists at `GET /models`. Any other id is served too, as a text model: the sandbox plays providers
 * whose lists change, and a new model of the platform needs no change here.
 */
export const listed: Record<Provider, readonly string[]> = {
  aggregator: [
    'openai/gpt-4o-mini',
    'openai/gpt-4o',
    'openai/gpt-4.1',
    'openai/gpt-5',
    'openai/gpt-5-chat',
    'openai/gpt-5-mini',
    'openai/gpt-5-nano',
    'openai/gpt-5.1',
    'openai/gpt-oss-120b',
    'anthropic/claude-3-haiku',
    'anthropic/claude-3.5-sonnet',
    'anthropic/claude-haiku-4.5',
    'google/gemini-2.0-flash-lite-001',
    'google/gemini-3-pro-preview',
    'deepseek/deepseek-r1',
    'x-ai/grok-3-mini',
    'x-ai/grok-4',
    'moonshotai/kimi-k2-thinking',
    'mistralai/mistral-nemo',
    'meta-llama/llama-4-scout',
    'meta-llama/llama-4-maverick',
    'qwen/qwen3-32b',
    'z-ai/glm-4.6',
  ],
  azure: [
    'openai/gpt-4.1',
    'openai/gpt-5-chat',
    'openai/gpt-5-mini',
    'openai/gpt-5-nano',
    'openai/gpt-oss-120b',
  ],
  openai: ['gpt-image-1', 'gpt-4o-mini', 'gpt-4o'],
  novelai: [
    'novelai/nai-diffusion-3',
    'novelai/nai-diffusion-4-full',
    'novelai/nai-diffusion-4-5-full',
    'novelai/nai-diffusion-4-5-curated',
  ],
  tensorart: [
    'tensorart-illustrious-xl-v2-aesthetic',
    'tensorart-animagine-xl',
    'tensorart-wai-illustrious-v15',
  ],
}

export const modelList = (provider: Provider) => ({
  object: 'list',
  data: listed[provider].map(id => ({ id, object: 'model', created: 1_767_225_600, owned_by: provider })),
})

const usualWindow = 128_000
const windows: [RegExp, number][] = [
  [/mythomax/, 4_096],
  [/lunaris/, 8_192],
  [/hanami/, 16_000],
  [/saba|unslopnemo|rocinante|skyfall/, 32_768],
  [/qwen3-32b/, 40_960],
  [/deepseek-r1/, 64_000],
  [/gpt-oss|grok-3|euryale|nemo|cydonia/, 131_072],
  [/claude|glm-4/, 200_000],
  [/grok-4|kimi/, 256_000],
  [/scout/, 327_680],
  [/gpt-5/, 400_000],
  [/gpt-4\.1|gemini|maverick/, 1_047_576],
]

/** How many tokens of messages and answer a model takes, by its name. */
export const contextWindowOf = (model: string): number =>
  windows.find(([name]) => name.test(model))?.[1] ?? usualWindow
