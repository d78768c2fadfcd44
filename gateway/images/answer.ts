import { z } from 'zod'
import type { ImageUsage } from '@/gateway/charge'
import type { ImagePlan } from '@/gateway/images/plan'
import { settleFailed, settleTurn, unsettledRefusal, askInTurn, type Turn } from '@/gateway/turn'
import { fetchAnswer, type Outcome } from '@/gateway/upstream/answer'
import type { UpstreamRequest } from '@/gateway/upstream/client'
import { fromUnreadable, parseJson, toUpstreamRefusal } from '@/gateway/upstream/failure'
import { toProviderBody } from '@/lib/images/provider-body'
import type { ImageRequest } from '@/lib/images/request'
import { toUsdString, type Nanos } from '@/lib/money'

const image = z
  .looseObject({ url: z.string().nullish(), b64_json: z.string().nullish() })
  .refine(({ url, b64_json }) => Boolean(url) || Boolean(b64_json))
const tokens = z.int().min(0)
const answerShape = z.looseObject({
  id: z.string().nullish().catch(null),
  created: z.int().nullish().catch(null),
  data: z.array(z.unknown()),
  usage: z
    .object({ input_tokens: tokens, output_tokens: tokens, total_tokens: tokens })
    .loose()
    .nullish()
    .catch(null),
})
export type Image = z.infer<typeof image>

/** What a provider made: at least one image, and never more than were asked and are paid for. */
export interface Images {
  readonly images: readonly Image[]
  readonly upstreamId: string | null
  /** The provider's answer but for its images and what it says of money. */
  readonly rest: Readonly<Record<string, unknown>>
  /** Its count of tokens, as OpenAI's usage object has it; zeros where it counts none. */
  readonly usage: Readonly<Record<string, unknown>>
}

/** The body that a client gets, made of the provider's answer and what it cost. */
export type ToImageBody = (made: Images, costNanos: Nanos, turn: Turn<ImagePlan>) => object

/** Answers an image request with one body, once its event is committed. A client that hung up is charged all the same: the images were made. */
export async function answerImages(
  turn: Turn<ImagePlan>,
  request: ImageRequest,
  toBody: ToImageBody,
): Promise<void> {
  const { admission, client } = turn
  const answer = await askInTurn(turn, (provider, upstreamModelId) =>
    fetchImages(turn, {
      provider,
      path: '/images/generations',
      body: toProviderBody(request, provider, upstreamModelId),
      streamed: false,
      requestId: admission.id,
    }),
  )
  if (!answer.ok) {
    const refusal = toUpstreamRefusal(answer.failure, turn.endpoint)
    settleFailed(turn, answer.provider, refusal.toApiError().status, refusal.code)
    throw refusal
  }
  const made = answer.value
  const gone = client.closed
  const settled = await settleTurn(turn, {
    status: gone ? 'canceled' : 'succeeded',
    httpStatus: gone ? 499 : 200,
    errorCode: gone ? 'client_disconnected' : null,
    usage: { images: made.images.length } satisfies ImageUsage,
    provider: answer.provider,
    upstreamId: made.upstreamId,
    ttftMs: null,
  })
  const refusal = unsettledRefusal(settled, turn)
  if (refusal) throw refusal
  const text = JSON.stringify(toBody(made, settled.kind === 'committed' ? settled.costNanos : 0n, turn))
  client.writeHead(200, {
    ...turn.headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  client.end(text)
}

/** OpenAI's body of images, with the request's cost in its usage. */
export const asImagesResponse: ToImageBody = ({ images, rest, usage }, costNanos, { admission }) => ({
  created: Math.floor(admission.admittedAt.getTime() / 1000),
  ...rest,
  data: images,
  usage: { ...usage, images: images.length, cost: Number(toUsdString(costNanos)) },
})

async function fetchImages(
  { gateway, life, plan }: Turn<ImagePlan>,
  request: UpstreamRequest,
): Promise<Outcome<Images>> {
  const fetched = await fetchAnswer(gateway.upstreams, request, life.signal)
  if (!fetched.ok) return fetched
  const body = parseJson(fetched.value)
  const parsed = answerShape.safeParse(body)
  const images = parsed.success ? parsed.data.data.flatMap(toImage).slice(0, plan.n) : []
  if (!parsed.success || images.length === 0)
    return { ok: false, failure: fromUnreadable(body, 'the answer holds no image') }
  return { ok: true, value: toImages(parsed.data, images) }
}

function toImage(item: unknown): Image[] {
  const parsed = image.safeParse(item)
  return parsed.success ? [parsed.data] : []
}

/** Fields of OpenAI's answer that say how the images were made. */
const told = ['background', 'output_format', 'quality', 'size'] as const

function toImages(answer: z.infer<typeof answerShape>, images: Image[]): Images {
  const { input_tokens = 0, output_tokens = 0, total_tokens = 0, ...details } = answer.usage ?? {}
  const rest = told.flatMap(name => (answer[name] == null ? [] : [[name, answer[name]] as const]))
  return {
    images,
    upstreamId: answer.id ?? null,
    rest: Object.fromEntries([...(answer.created == null ? [] : [['created', answer.created]]), ...rest]),
    usage: {
      input_tokens,
      output_tokens,
      total_tokens,
      ...('input_tokens_details' in details ? { input_tokens_details: details.input_tokens_details } : {}),
    },
  }
}
