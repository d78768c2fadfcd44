import { z } from 'zod'
import type { Provider } from '@/lib/env-variables'
import { toProviderBody } from '@/lib/images/provider-body'
import type { ImageRequest } from '@/lib/images/request'
import { jobProtocolOf } from '@/lib/jobs/providers'
import { toStorable } from '@/lib/storable-text'

/** What a job's provider is sent, as it is kept with the job until its end. Size and seed always stand in it. */
export type JobBody = z.infer<typeof jobBody>

const jobBody = z.looseObject({
  size: z.templateLiteral([z.int(), 'x', z.int()]),
  seed: z.int(),
})

/**
 * The provider's body for a job of one image. Whoever named no seed gets this one, so that a second attempt makes the very
 * picture of the first, and the answer can say which it was.
 */
export function toJobBody(
  request: ImageRequest,
  provider: Provider,
  upstreamModelId: string,
  seed: number,
): JobBody {
  const linked = jobProtocolOf(provider) === 'image' ? ('url' as const) : null
  const whole = { ...request, n: 1, seed: request.seed ?? seed, response_format: linked }
  return jobBody.parse(JSON.parse(toProviderBody(whole, provider, upstreamModelId), storable))
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? toStorable(value) : value
}

/** Reads back what `toJobBody` made. @throws where it is something else */
export function readJobBody(stored: unknown): JobBody {
  return jobBody.parse(stored)
}

/** The picture that was asked for: what a provider's answer does not say of it. */
export function pictureOf({ size, seed }: JobBody): { width: number; height: number; seed: number } {
  const [width = 0, height = 0] = size.split('x').map(Number)
  return { width, height, seed }
}
