import type { Provider } from '@/lib/env-variables'

/** How a provider makes the image of a job: as a job of its own that is asked for until it is done, or in one call. */
export type JobProtocol = 'job' | 'image'

/**
 * Null: not at all. A job's answer is a link, kept with the job; OpenAI's own image models give the bytes instead, some
 * megabytes each, which belong into the answer of `/images/generations` and not into a database.
 */
const protocols: Readonly<Record<Provider, JobProtocol | null>> = {
  tensorart: 'job',
  novelai: 'image',
  openai: null,
  azure: null,
  aggregator: null,
}

export function jobProtocolOf(provider: Provider): JobProtocol | null {
  return protocols[provider]
}

/** Longest that a provider may take to make an image in one call. */
export const DRAW_WITHIN_MS = 120_000

/**
 * How long one worker has a job to itself. A job that is submitted under a key of ours and then asked for may be taken up by
 * two at once; an image that is made in one call must not be asked for twice, so its claim outlasts the call.
 */
export function claimMsOf(provider: Provider): number {
  return protocols[provider] === 'job' ? 0 : DRAW_WITHIN_MS + 30_000
}
