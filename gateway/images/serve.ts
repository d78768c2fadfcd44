import type { Gateway } from '@/gateway/gateway'
import { generate } from '@/gateway/generate'
import type { GatewayContext } from '@/gateway/http'
import { answerImages, asImagesResponse, type ToImageBody } from '@/gateway/images/answer'
import { planImages, type ImagePlan } from '@/gateway/images/plan'
import { Refusal } from '@/gateway/refusal'
import type { Offer } from '@/gateway/admission'
import type { PriceBook } from '@/lib/catalog/rating'
import { reserveImages } from '@/lib/catalog/reservation'
import type { ImageRequest } from '@/lib/images/request'
import type { Endpoint } from '@/lib/usage/event'

/** Serves an image request, by whichever endpoint it came; `toBody` makes the body of its answer. */
export function serveImages(
  gateway: Gateway,
  c: GatewayContext,
  endpoint: Endpoint,
  request: ImageRequest,
  toBody: ToImageBody = asImagesResponse,
): Promise<Response> {
  const { clock, catalog, upstreams } = gateway
  const plan = planImages(catalog, request, clock.now(), {
    hasUpstream: provider => upstreams.has(provider),
    asJob: false,
  })
  return generate(gateway, c, {
    endpoint,
    permission: 'image_generation',
    plan,
    streamed: false,
    expectedTokens: null,
    makeOffer: book => admittedAt => offerImages(book, plan, admittedAt),
    answer: turn => answerImages(turn, request, toBody),
  })
}

/** As many images as were asked for, at the price of their size: no fewer are made when less is left. */
function offerImages(book: PriceBook, { model, size, n }: ImagePlan, admittedAt: Date): Offer {
  const nanos = reserveImages(book, model, admittedAt, { size, n })
  if (nanos === null) throw new Refusal('model_not_found', { model: model.id })
  return { nanos, shrinks: false }
}
