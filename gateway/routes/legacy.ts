import { z } from 'zod'
import { parseJsonBody } from '@/gateway/body'
import type { ToBody } from '@/gateway/chat/plain'
import { chatRequest } from '@/gateway/chat/request'
import { serveChat } from '@/gateway/chat/serve'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import type { ToImageBody } from '@/gateway/images/answer'
import { serveImages } from '@/gateway/images/serve'
import { Refusal } from '@/gateway/refusal'
import type { Model } from '@/lib/catalog/catalog'
import { cheapestModel } from '@/lib/catalog/cheapest'
import { imageRequest } from '@/lib/images/request'
import { toUsdString } from '@/lib/money'

/** The single-prompt forms of before `/chat/completions` and `/images/generations`: they run as those do. */
const textPrompt = z.strictObject({
  prompt: z.string().min(1),
  model: chatRequest.shape.model.nullish(),
  max_tokens: chatRequest.shape.max_tokens,
  temperature: chatRequest.shape.temperature,
})

const imagePrompt = z.looseObject({ model: imageRequest.shape.model.nullish() })

/** POST /generate/text. */
export function generateText(gateway: Gateway) {
  return async (c: GatewayContext): Promise<Response> => {
    const { prompt, model, ...rest } = await parseJsonBody(c, textPrompt)
    return serveChat(
      gateway,
      c,
      '/generate/text',
      {
        ...rest,
        model: model ?? defaultModel(gateway, 'text').id,
        messages: [{ role: 'user', content: prompt }],
      },
      toText,
    )
  }
}

/** POST /generate/image: what `/images/generations` takes, with a model of our choice where none is named. */
export function generateImage(gateway: Gateway) {
  return async (c: GatewayContext): Promise<Response> => {
    const schema = imagePrompt
      .transform(({ model, ...rest }) => ({ ...rest, model: model ?? defaultModel(gateway, 'image').id }))
      .pipe(imageRequest)
    const request = await parseJsonBody(c, schema)
    return serveImages(gateway, c, '/generate/image', request, toImages)
  }
}

/** The cheapest standard model that can be served. */
function defaultModel({ catalog, clock, upstreams }: Gateway, kind: Model['kind']): Model {
  const now = clock.now()
  const served = catalog.models(now).filter(({ providers }) => providers.some(name => upstreams.has(name)))
  const model = cheapestModel(served, catalog.book, kind, now)
  if (!model) throw new Refusal('upstream_unavailable', {})
  return model
}

const message = z.object({ content: z.string().nullish().catch(null) })

const toText: ToBody = ({ choices }, usage, { admission, plan }) => {
  const [choice] = choices
  return {
    id: admission.id,
    model: plan.model.id,
    text: message.safeParse(choice?.message).data?.content ?? '',
    finish_reason: choice?.finish_reason ?? null,
    usage,
  }
}

const toImages: ToImageBody = ({ images }, costNanos, { admission, plan }) => ({
  id: admission.id,
  model: plan.model.id,
  images: images.map(({ url, b64_json }) => (b64_json ? { b64_json } : { url })),
  usage: { images: images.length, cost: Number(toUsdString(costNanos)) },
})
