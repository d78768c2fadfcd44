/** Who the demo's accounts are and what they use. Every figure here is invented; prices come from the catalogue. */

import type { Role } from '@/lib/accounts/roles'
import type { ApiErrorCode } from '@/lib/api-errors'
import type { DetailsInput } from '@/lib/billing/details/input'
import type { KeyRates } from '@/lib/keys/key-input'
import type { Permission } from '@/lib/keys/permissions'

type Endpoint = '/chat/completions' | '/images/generations' | '/jobs/images' | '/generate/text'

export interface DemoUse {
  readonly weight: number
  readonly model: string
  readonly endpoint: Endpoint
  /** Mean tokens of a request (text) or most images of one (image). */
  readonly inputTokens: number
  readonly outputTokens: number
  readonly maxImages: number
  /** Used from this many days before today on; undefined: always. */
  readonly sinceDaysAgo?: number
}

export interface DemoKey {
  readonly name: string
  readonly weight: number
  readonly uses: readonly DemoUse[]
  readonly disabled?: boolean
  /** Undefined: all. */
  readonly permissions?: readonly Permission[]
  /** Its monthly limit, as a multiple of what it has spent when the demo begins; undefined: none of its own. */
  readonly limitTimesSpent?: number
  readonly rates?: KeyRates
  /** Requests that were refused, a day. */
  readonly refusals?: readonly DemoRefusal[]
}

export interface DemoRefusal {
  readonly reason: ApiErrorCode
  readonly perDay: number
}

/** Somebody else who may look into the account. */
export interface DemoColleague {
  readonly email: string
  readonly userName: string
  readonly role: Exclude<Role, 'owner'>
}

export interface DemoAccount {
  readonly email: string
  readonly userName: string
  readonly accountName: string
  /** Undefined: a free account that never set up billing. */
  readonly card?: string
  readonly limitUsd?: string
  /** What its invoices say; undefined: nothing but the account's name. */
  readonly invoiceDetails?: DetailsInput
  /** Mean requests a day in the first and the last month of the demo's span. */
  readonly requestsPerDay: { readonly first: number; readonly last: number }
  readonly keys: readonly DemoKey[]
  readonly colleagues?: readonly DemoColleague[]
}

const chat = (
  weight: number,
  model: string,
  inputTokens: number,
  outputTokens: number,
  sinceDaysAgo?: number,
): DemoUse => ({
  weight,
  model,
  endpoint: '/chat/completions',
  inputTokens,
  outputTokens,
  maxImages: 0,
  ...(sinceDaysAgo === undefined ? {} : { sinceDaysAgo }),
})
const image = (weight: number, model: string, endpoint: Endpoint, maxImages: number): DemoUse => ({
  weight,
  model,
  endpoint,
  inputTokens: 0,
  outputTokens: 0,
  maxImages,
})

export const demoAccounts: readonly DemoAccount[] = [
  {
    email: 'mira@halcyon.example',
    userName: 'Mira Okafor',
    accountName: 'Halcyon Interactive',
    card: '4242424242424242',
    limitUsd: '180',
    invoiceDetails: {
      company: 'Halcyon Interactive Ltd',
      email: 'billing@halcyon.example',
      address: {
        line1: '12 Quay Street',
        line2: null,
        city: 'Galway',
        state: null,
        postalCode: 'H91 E2K3',
        country: 'IE',
      },
      taxId: { type: 'eu_vat', value: 'IE3628739LH' },
      poNumber: null,
    },
    requestsPerDay: { first: 380, last: 800 },
    colleagues: [{ email: 'tomas@halcyon.example', userName: 'Tomas Reyes', role: 'viewer' }],
    keys: [
      {
        name: 'production-web',
        weight: 52,
        refusals: [
          { reason: 'rate_limit_exceeded', perDay: 2 },
          { reason: 'unknown_parameter', perDay: 0.6 },
        ],
        uses: [
          chat(30, 'anthropic/claude-haiku-4.5', 4200, 700),
          chat(48, 'openai/gpt-5-mini', 2600, 520),
          chat(22, 'z-ai/glm-4.6', 3300, 560),
        ],
      },
      {
        name: 'story-engine',
        weight: 24,
        permissions: ['text_generation', 'character_info'],
        limitTimesSpent: 1.6,
        uses: [
          chat(90, 'google/gemini-3-pro-preview', 11000, 1700, 9),
          chat(18, 'openai/gpt-5.1', 4100, 900),
          chat(30, 'sao10k/l3.3-euryale-70b', 3900, 620),
          chat(20, 'deepseek/deepseek-r1', 2400, 1600),
        ],
      },
      {
        name: 'image-worker',
        weight: 7,
        permissions: ['image_generation'],
        uses: [
          image(46, 'novelai/nai-diffusion-4-5-full', '/images/generations', 2),
          image(20, 'gpt-image-1-medium', '/images/generations', 2),
          image(34, 'tensorart-wai-illustrious-v15', '/jobs/images', 1),
        ],
      },
      {
        name: 'discord-bot',
        weight: 12,
        permissions: ['text_generation', 'character_info', 'user_info'],
        limitTimesSpent: 1.06,
        rates: { requestsPerMinute: 60, tokensPerMinute: 100_000 },
        refusals: [
          { reason: 'rate_limit_exceeded', perDay: 9 },
          { reason: 'insufficient_permissions', perDay: 0.4 },
        ],
        uses: [chat(70, 'openai/gpt-5-mini', 1800, 260), chat(30, 'mistralai/mistral-nemo', 2200, 300)],
      },
      {
        name: 'staging',
        weight: 4,
        limitTimesSpent: 4,
        refusals: [
          { reason: 'invalid_request', perDay: 1.5 },
          { reason: 'model_not_found', perDay: 0.5 },
          { reason: 'missing_required_parameter', perDay: 0.3 },
        ],
        uses: [
          chat(60, 'anthropic/claude-haiku-4.5', 1500, 240),
          { ...chat(40, 'openai/gpt-4o-mini', 900, 200), endpoint: '/generate/text' },
        ],
      },
      {
        name: 'ci-evals',
        weight: 1,
        uses: [chat(1, 'openai/gpt-4o-mini', 1200, 180)],
        disabled: true,
        permissions: ['text_generation'],
      },
    ],
  },
  {
    email: 'jonas@lanternworks.example',
    userName: 'Jonas Lind',
    accountName: 'Lantern Works',
    card: '5555555555554444',
    limitUsd: '50',
    requestsPerDay: { first: 4, last: 52 },
    keys: [
      {
        name: 'newsletter',
        weight: 3,
        uses: [chat(1, 'openai/gpt-4o-mini', 4200, 840), chat(3, 'anthropic/claude-haiku-4.5', 4400, 920)],
      },
      { name: 'support-drafts', weight: 2, uses: [chat(1, 'openai/gpt-5-mini', 2100, 380)] },
    ],
  },
  {
    email: 'ada@freshstart.example',
    userName: 'Ada Brandt',
    accountName: "Ada's account",
    requestsPerDay: { first: 0, last: 0 },
    keys: [{ name: 'first-key', weight: 1, uses: [] }],
  },
]
