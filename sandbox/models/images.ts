import { LRUCache } from 'lru-cache'
import { failedBefore, sendBody, startServing, type Arrival } from '@/sandbox/models/arrival'
import type { Bill } from '@/sandbox/models/bill'
import type { Control } from '@/sandbox/models/control'
import { apiError } from '@/sandbox/models/errors'
import { sendError } from '@/sandbox/models/exchange'
import { drawPng } from '@/sandbox/models/png'
import { seedOf } from '@/sandbox/models/random'
import { readImageRequest, type ImageRequest } from '@/sandbox/models/requests'
import { tokensIn } from '@/sandbox/models/tokens'

/** What an image is drawn from. Its name says all of it, so files need no store and outlive a restart. */
export interface Picture {
  width: number
  height: number
  seed: number
}

const name = /^(\d{2,4})x(\d{2,4})-([0-9a-z]{1,7})\.png$/
const drawn = new LRUCache<string, Buffer>({
  max: 200,
  maxSize: 64_000_000,
  sizeCalculation: png => png.length,
})

export const fileNameOf = ({ width, height, seed }: Picture): string =>
  `${width}x${height}-${seed.toString(36)}.png`

/** The picture behind a file name that this sandbox has given out; undefined for any other name. */
export const pictureNamed = (file: string): Picture | undefined => {
  const [, width, height, seed] = name.exec(file) ?? []
  if (width === undefined || height === undefined || seed === undefined) return undefined
  const picture = { width: Number(width), height: Number(height), seed: parseInt(seed, 36) }
  const fits = (side: number) => side >= 16 && side <= 2048
  return fits(picture.width) && fits(picture.height) && picture.seed < 2 ** 32 ? picture : undefined
}

export const draw = async (picture: Picture): Promise<Buffer> => {
  const key = fileNameOf(picture)
  const known = drawn.get(key)
  if (known) return known
  const png = await drawPng(picture.width, picture.height, picture.seed)
  drawn.set(key, png)
  return png
}

/** The pictures that a request asks for, or undefined when a side is out of bounds. */
const picturesOf = (request: ImageRequest): Picture[] | undefined => {
  const [, w, h] = /^(\d+)x(\d+)$/.exec(request.size ?? '') ?? []
  const width = request.width ?? Number(w ?? 1024)
  const height = request.height ?? Number(h ?? 1024)
  if (Math.min(width, height) < 16 || Math.max(width, height) > 2048) return undefined
  const base = request.seed ?? seedOf(`${request.model}\n${request.prompt}`)
  return Array.from({ length: request.n ?? 1 }, (_, i) => ({ width, height, seed: (base + i) >>> 0 }))
}

/** Reads a body that asks for pictures; when it does not, answers so. */
export const askedPictures = ({ raw, to }: Arrival) => {
  const read = readImageRequest(raw)
  if ('error' in read) return void sendError(to, read.error)
  const pictures = picturesOf(read.request)
  if (pictures) return { request: read.request, pictures }
  const refused = { param: 'size', code: 'invalid_value' }
  return void sendError(to, apiError(400, 'Each side must have 16 to 2048 pixels.', refused))
}

const usageOf = (prompt: string, pictures: Picture[]) => {
  const input = tokensIn(prompt)
  const output = pictures.reduce((sum, { width, height }) => sum + Math.ceil((width * height) / 1_024), 0)
  return {
    input_tokens: input,
    input_tokens_details: { text_tokens: input, image_tokens: 0 },
    output_tokens: output,
    total_tokens: input + output,
  }
}

/** Serves `POST …/images/generations`, in OpenAI's shape for every provider. */
export const imageService =
  (control: Control, bill: Bill, filesUrl: string) =>
  async (arrival: Arrival): Promise<void> => {
    const asked = askedPictures(arrival)
    if (!asked) return
    const { request, pictures } = asked
    const what = { endpoint: 'images', model: request.model, stream: false, promptTokens: 0 } as const
    const serving = startServing(arrival, { control, bill }, what)
    if (await failedBefore(serving)) return
    const { to, pace, fault } = serving
    const whole = await to.sleep(pace.imageMs)
    bill.close(serving.entry, { images: pictures.length, aborted: !whole })
    if (!whole) return
    const inline =
      request.response_format === 'b64_json' || (!request.response_format && /^gpt-image/.test(request.model))
    const data = inline
      ? await Promise.all(pictures.map(async one => ({ b64_json: (await draw(one)).toString('base64') })))
      : pictures.map(one => ({ url: `${filesUrl}/${fileNameOf(one)}` }))
    const usage = fault?.kind === 'null_usage' ? null : usageOf(request.prompt, pictures)
    const reported = fault?.kind === 'no_usage' ? {} : { usage }
    await sendBody(serving, JSON.stringify({ created: Math.floor(Date.now() / 1000), data, ...reported }))
  }
