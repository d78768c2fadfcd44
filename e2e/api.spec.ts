import type { APIRequestContext } from '@playwright/test'
import OpenAI from 'openai'
import { z } from 'zod'
import { fromUsd, toUsdString } from '@/lib/money'
import { createKey } from './steps/keys'
import { signInToDemo } from './steps/sign-in'
import { usageRow } from './steps/usage'
import { expect, test } from './test'

// From the price list: a model of text at $3 and $15 per million tokens, two of images at $0.02 and $0.025 each.
const textModel = 'anthropic/claude-3.5-sonnet'
const IN_NANOS = 3_000n
const OUT_NANOS = 15_000n
const imageModel = 'novelai/nai-diffusion-4-full'
const jobsModel = 'tensorart-animagine-xl'
const JOB_NANOS = 25_000_000n

const job = z.object({
  id: z.string(),
  status: z.enum(['QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED']),
  result: z
    .object({ url: z.url(), width: z.literal(1024), height: z.literal(1024), seed: z.number() })
    .optional(),
})
const legacyText = z.object({
  model: z.literal(textModel),
  text: z.string().min(20),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), cost: z.number() }),
})
const legacyImage = z.object({
  images: z.array(z.object({ url: z.url() })).length(1),
  usage: z.object({ cost: z.literal(0.02) }),
})
const characters = z.object({
  data: z.array(z.object({ id: z.string(), description: z.string().min(20) })).min(12),
})

/** Calls what the official client has no method for. */
class Rest {
  constructor(
    private readonly request: APIRequestContext,
    private readonly baseUrl: string,
    private readonly apiKey: string,
  ) {}

  async get<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    const answer = await this.request.get(this.baseUrl + path, { headers: this.#headers })
    expect(answer.status(), path).toBe(200)
    return shape.parse(await answer.json())
  }

  async post<T>(path: string, data: object, shape: z.ZodType<T>): Promise<T> {
    const answer = await this.request.post(this.baseUrl + path, { headers: this.#headers, data })
    expect(answer.status(), path).toBe(200)
    return shape.parse(await answer.json())
  }

  get #headers() {
    return { authorization: `Bearer ${this.apiKey}` }
  }
}

test('every endpoint does what it says, and the usage page knows what each cost', async ({
  page,
  request,
  system,
}) => {
  await signInToDemo(page, system)
  const apiKey = await createKey(page, {
    name: 'every-endpoint',
    permissions: ['Image generation', 'Character info', 'User info'],
  })
  const client = new OpenAI({ baseURL: system.apiBaseUrl, apiKey, maxRetries: 0 })
  const rest = new Rest(request, system.apiBaseUrl, apiKey)

  const [first] = (await rest.get('/characters', characters)).data
  const spoken = await client.chat.completions.create({
    model: textModel,
    max_tokens: 60,
    messages: [{ role: 'user', content: 'Who are you?' }],
    ...{ character_id: first?.id },
  })
  const bare = await client.chat.completions.create({
    model: textModel,
    max_tokens: 60,
    messages: [{ role: 'user', content: 'Who are you?' }],
  })
  // The character's own words are input like any other.
  expect(spoken.usage?.prompt_tokens).toBeGreaterThan((bare.usage?.prompt_tokens ?? 0) + 20)

  const images = await client.images.generate({ model: imageModel, prompt: 'A quiet harbour', n: 2 })
  expect(images.data).toHaveLength(2)
  const picture = await request.get(images.data?.[0]?.url ?? '')
  expect(picture.headers()['content-type']).toBe('image/png')

  const prompt = 'Write four sentences about a lighthouse.'
  const text = await rest.post('/generate/text', { model: textModel, prompt, max_tokens: 100 }, legacyText)
  await rest.post('/generate/image', { model: imageModel, prompt }, legacyImage)

  const refused = await client.images.generate({ model: jobsModel, prompt }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(OpenAI.BadRequestError)
  expect(String(refused)).toContain('/jobs/images')
  const { id } = await rest.post('/jobs/images', { model: jobsModel, prompt }, job)
  await expect.poll(async () => (await rest.get(`/jobs/${id}`, job)).status).toBe('COMPLETED')
  const drawn = await request.get((await rest.get(`/jobs/${id}`, job)).result?.url ?? '')
  expect(drawn.headers()['content-type']).toBe('image/png')
  expect((await rest.get('/jobs', z.object({ jobs: z.array(job) }))).jobs[0]?.id).toBe(id)

  await test.step('by endpoint, to the nano-dollar', async () => {
    await page.goto('/keys?sort=used')
    await page.getByRole('link', { name: 'every-endpoint', exact: true }).click()
    await page.getByRole('main').getByRole('link', { name: 'API Usage' }).click()
    await page.waitForURL(/\/usage\?/)
    await page.getByRole('navigation', { name: 'Group by' }).getByRole('link', { name: 'Endpoint' }).click()
    await expect(page.getByRole('table', { name: 'Usage by endpoint' })).toBeVisible()
    const chats = [spoken.usage, bare.usage]
    const input = chats.reduce((sum, usage) => sum + (usage?.prompt_tokens ?? 0), 0)
    const output = chats.reduce((sum, usage) => sum + (usage?.completion_tokens ?? 0), 0)
    expect(await usageRow(page, '/chat/completions')).toEqual({
      requests: 2,
      inputTokens: input,
      outputTokens: output,
      costNanos: BigInt(input) * IN_NANOS + BigInt(output) * OUT_NANOS,
    })
    expect(await usageRow(page, '/generate/text')).toMatchObject({
      requests: 1,
      costNanos:
        BigInt(text.usage.prompt_tokens) * IN_NANOS + BigInt(text.usage.completion_tokens) * OUT_NANOS,
    })
    expect(toUsdString((await usageRow(page, '/generate/text')).costNanos)).toBe(String(text.usage.cost))
    expect(await usageRow(page, '/images/generations')).toMatchObject({
      requests: 1,
      costNanos: fromUsd('0.04'),
    })
    expect(await usageRow(page, '/generate/image')).toMatchObject({ requests: 1, costNanos: fromUsd('0.02') })
    expect(await usageRow(page, '/jobs/images')).toMatchObject({ requests: 1, costNanos: JOB_NANOS })
  })
})
