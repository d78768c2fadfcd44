import { z } from 'zod'
import { DEFAULT_IMAGE_SIZE } from '@/lib/catalog/rating'

const leastSide = 64
const mostSide = 2048
/** One price buys an image of any size, so there is a largest one. */
const mostPixels = 3 * 1024 * 1024

const side = z.int().min(leastSide).max(mostSide).nullish()
const size = z
  .string()
  .regex(/^(auto|[1-9]\d{1,3}x[1-9]\d{1,3})$/, 'must be auto or WIDTHxHEIGHT, such as 1024x1024')
  .nullish()

/**
 * What an image request may say: an allow-list, since a field we do not know could buy what we do not meter (more steps than
 * a price covers, previews, edits). Which provider takes which field stands in `provider-body.ts`.
 */
export const imageRequest = z
  .strictObject({
    model: z.string().min(1).max(200),
    prompt: z.string().min(1).max(32_000),
    n: z.int().min(1).max(10).nullish(),
    size,
    width: side,
    height: side,
    response_format: z.enum(['url', 'b64_json']).nullish(),
    steps: z.int().min(1).max(50).nullish(),
    scale: z.number().min(0).max(30).nullish(),
    sampler: z
      .string()
      .regex(/^[\w+-]{1,50}$/, 'must be 1 to 50 letters, digits, _, + or -')
      .nullish(),
    seed: z.int().min(0).max(4_294_967_295).nullish(),
    negative_prompt: z.string().max(10_000).nullish(),
    background: z.enum(['transparent', 'opaque', 'auto']).nullish(),
    moderation: z.enum(['low', 'auto']).nullish(),
    output_format: z.enum(['png', 'jpeg', 'webp']).nullish(),
    output_compression: z.int().min(0).max(100).nullish(),
    user: z.string().max(512).nullish(),
    /** Decided by the model: see `unsupportedImageField`. */
    quality: z.string().max(20).nullish(),
    /** Clients send these defaults by name; previews of an image are charged for and not offered. */
    stream: z.literal(false, { error: 'only false is supported' }).nullish(),
    partial_images: z.literal(0, { error: 'only 0 is supported' }).nullish(),
  })
  .superRefine((request, ctx) => {
    const problem = sizeProblem(request)
    if (problem)
      ctx.addIssue({ code: 'custom', input: request, path: [problem.param], message: problem.message })
  })

export type ImageRequest = z.infer<typeof imageRequest>
type Dimensions = Pick<ImageRequest, 'size' | 'width' | 'height'>

/** The size that is asked for, as `1024x1024`; that too where none, or `auto`, is. */
export function sizeOf({ size: named, width, height }: Dimensions): string {
  if (width != null && height != null) return `${width}x${height}`
  return named == null || named === 'auto' ? DEFAULT_IMAGE_SIZE : named
}

/** Why a model that is sold in `sizes` only (none: in any) cannot make the size asked for; null where it can. */
export function unsoldSize(request: ImageRequest, sizes: readonly string[]): string | null {
  const asked = sizeOf(request)
  return sizes.length === 0 || sizes.includes(asked)
    ? null
    : `'${request.model}' makes ${sizes.join(', ')}, not ${asked}`
}

function sizeProblem(request: Dimensions): { param: string; message: string } | null {
  const { size: named, width, height } = request
  if (width != null && height == null)
    return { param: 'height', message: 'is missing; width and height go together' }
  if (height != null && width == null)
    return { param: 'width', message: 'is missing; width and height go together' }
  const asked = sizeOf(request)
  if (named != null && named !== 'auto' && named !== asked)
    return { param: 'size', message: 'differs from width and height; send one of them' }
  const [w = 0, h = 0] = asked.split('x').map(Number)
  if (Math.min(w, h) < leastSide || Math.max(w, h) > mostSide)
    return { param: 'size', message: `each side must have ${leastSide} to ${mostSide} pixels` }
  return w * h > mostPixels
    ? { param: 'size', message: `at most ${mostPixels.toLocaleString('en-US')} pixels in all` }
    : null
}
