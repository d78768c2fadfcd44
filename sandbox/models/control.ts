import { z } from 'zod'

export const providers = ['aggregator', 'azure', 'openai', 'novelai', 'tensorart'] as const
export type Provider = (typeof providers)[number]
export const isProvider = (name: string): name is Provider => providers.some(provider => provider === name)

export interface Pace {
  /** Tokens a second of each choice; 0 = no pacing. */
  tps: number
  /** Milliseconds to the first token. */
  ttftMs: number
  imageMs: number
  jobMs: number
}

const faultKinds = [
  'status',
  'hang',
  'drop',
  'null_usage',
  'zero_usage',
  'no_usage',
  'malformed',
  'break_stream',
  'job_fails',
  'job_stalls',
] as const
export type FaultKind = (typeof faultKinds)[number]

const fault = z.strictObject({
  kind: z.enum(faultKinds),
  /** For `status`: the status to answer with. */
  status: z.int().min(400).max(599).default(500),
  /** Requests it hits before it clears by itself; 0 = until cleared. */
  times: z.int().min(0).default(1),
})
export type Fault = z.infer<typeof fault>

const rate = z.number().min(0).max(1_000_000)
const delayMs = z.number().min(0).max(3_600_000)
const change = z.strictObject({
  provider: z.enum(providers).optional(),
  tps: rate.optional(),
  ttft_ms: delayMs.optional(),
  image_ms: delayMs.optional(),
  job_ms: delayMs.optional(),
  fault: fault.nullable().optional(),
})

interface State {
  pace: Pace
  fault: Fault | null
}

/** How each provider behaves now: its pace and the fault it is to show. */
export interface Control {
  paceOf(provider: Provider, headers: { tps: string | undefined; ttftMs: string | undefined }): Pace
  /** The fault this request meets, counting it as met. */
  meet(provider: Provider): Fault | null
  /** Takes `{provider?, tps?, ttft_ms?, image_ms?, job_ms?, fault?}`; without a provider, for all of them. */
  change(body: unknown): { ok: true } | { ok: false; message: string }
  reset(): void
  show(): Record<string, unknown>
}

const override = (header: string | undefined, fallback: number, shape: z.ZodNumber): number => {
  if (header === undefined || header.trim() === '') return fallback
  const parsed = shape.safeParse(Number(header))
  return parsed.success ? parsed.data : fallback
}

export const createControl = (initial: Pace): Control => {
  const states = new Map<Provider, State>()
  const reset = () => {
    for (const provider of providers) states.set(provider, { pace: { ...initial }, fault: null })
  }
  const stateOf = (provider: Provider): State => states.get(provider) ?? { pace: initial, fault: null }
  reset()
  return {
    reset,
    paceOf: (provider, { tps, ttftMs }) => {
      const { pace } = stateOf(provider)
      if (tps === undefined && ttftMs === undefined) return pace
      return { ...pace, tps: override(tps, pace.tps, rate), ttftMs: override(ttftMs, pace.ttftMs, delayMs) }
    },
    meet: provider => {
      const state = stateOf(provider)
      const met = state.fault
      if (met && met.times === 1) state.fault = null
      else if (met && met.times > 1) state.fault = { ...met, times: met.times - 1 }
      return met
    },
    change: body => {
      const parsed = change.safeParse(body)
      if (!parsed.success) return { ok: false, message: z.prettifyError(parsed.error) }
      const { provider, tps, ttft_ms, image_ms, job_ms, fault } = parsed.data
      for (const name of provider ? [provider] : providers) {
        const { pace, fault: present } = stateOf(name)
        states.set(name, {
          pace: {
            tps: tps ?? pace.tps,
            ttftMs: ttft_ms ?? pace.ttftMs,
            imageMs: image_ms ?? pace.imageMs,
            jobMs: job_ms ?? pace.jobMs,
          },
          fault: fault === undefined ? present : fault && { ...fault },
        })
      }
      return { ok: true }
    },
    show: () =>
      Object.fromEntries(
        providers.map(provider => {
          const { pace, fault } = stateOf(provider)
          return [
            provider,
            { tps: pace.tps, ttft_ms: pace.ttftMs, image_ms: pace.imageMs, job_ms: pace.jobMs, fault },
          ]
        }),
      ),
  }
}
