import { inflateSync } from 'node:zlib'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '@/sandbox/server'
import { startTestSandbox } from '@/sandbox/testing'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
afterAll(() => sandbox.close())

const client = (provider: string) =>
  new OpenAI({ apiKey: 'k', baseURL: `${sandbox.url}/models/${provider}/v1`, maxRetries: 0 })

/** Reads size and pixels back from a PNG, by its chunks. */
const decode = (png: Buffer) => {
  let data = Buffer.alloc(0)
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data = Buffer.concat([data, png.subarray(at + 8, at + 8 + length)])
    at += 12 + length
  }
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), pixels: inflateSync(data) }
}

describe('images', () => {
  it('makes whole PNGs of the size asked, the same ones again for the same prompt', async () => {
    const make = () =>
      client('openai').images.generate({
        model: 'gpt-image-1-low',
        prompt: 'a fox at dawn',
        n: 2,
        size: '1536x1024',
      })
    const [first, again] = await Promise.all([make(), make()])
    const files = (first.data ?? []).map(one => Buffer.from(one.b64_json ?? '', 'base64'))
    expect(files).toHaveLength(2)
    for (const file of files) {
      const { width, height, pixels } = decode(file)
      expect([width, height]).toEqual([1536, 1024])
      expect(pixels.length).toBe((1536 + 1) * 1024)
    }
    expect(files[0]?.equals(files[1] ?? Buffer.alloc(0))).toBe(false)
    expect(again.data).toEqual(first.data)
    expect(first.usage?.total_tokens).toBeGreaterThan(0)
  })

  it('serves a file for a URL, and only names that it could have given out', async () => {
    const { data } = await client('novelai').images.generate({
      model: 'novelai/nai-diffusion-3',
      prompt: 'a quiet harbour',
      size: '512x512',
      response_format: 'url',
    })
    const answer = await fetch(data?.[0]?.url ?? '')
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(decode(Buffer.from(await answer.arrayBuffer()))).toMatchObject({ width: 512, height: 512 })
    for (const name of ['x.png', '9999x9999-a.png', '..%2f..%2fetc%2fpasswd']) {
      expect((await fetch(`${sandbox.url}/models/files/${name}`)).status).toBe(404)
    }
  })

  it('refuses a size out of bounds', async () => {
    const asking = client('openai').images.generate({
      model: 'gpt-image-1-low',
      prompt: 'x',
      size: '9000x10' as '1024x1024',
    })
    await expect(asking).rejects.toMatchObject({ status: 400, param: 'size' })
  })
})

describe('jobs', () => {
  const headers = { authorization: 'Bearer k' }
  const submit = async () => {
    const body = JSON.stringify({
      model: 'tensorart-animagine-xl',
      prompt: 'a fox',
      width: 832,
      height: 1216,
      seed: 7,
    })
    const answer = await fetch(`${sandbox.url}/models/tensorart/v1/jobs`, { method: 'POST', headers, body })
    return (await answer.json()) as { id: string; status: string }
  }
  interface JobBody {
    status: string
    result?: { url: string; width: number; height: number; seed: number }
    error?: { message: string }
  }
  const read = async (id: string) =>
    (await (await fetch(`${sandbox.url}/models/tensorart/v1/jobs/${id}`)).json()) as JobBody
  const finished = async (id: string) => {
    const seen = new Set<string>()
    for (;;) {
      const job = await read(id)
      seen.add(job.status)
      if (job.status === 'COMPLETED' || job.status === 'FAILED') return { job, seen }
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  it('goes from queued over processing to a picture that is there', async () => {
    const { id, status } = await submit()
    expect(status).toBe('QUEUED')
    const { job, seen } = await finished(id)
    expect(seen).toContain('PROCESSING')
    expect(job.result).toMatchObject({ width: 832, height: 1216, seed: 7 })
    expect((await fetch(job.result?.url ?? '')).status).toBe(200)
  })

  it('is one job, billed once, when it is submitted again under its key, even if the first answer broke off', async () => {
    const post = (key: string, prompt: string) =>
      fetch(`${sandbox.url}/models/tensorart/v1/jobs`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': key },
        body: JSON.stringify({ model: 'tensorart-animagine-xl', prompt, seed: 7 }),
      })
    const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id
    const billed = async () => {
      const bill = (await (await fetch(`${sandbox.url}/models/_bill`)).json()) as {
        totals: { images: number }
      }
      return bill.totals.images
    }
    await fetch(`${sandbox.url}/models/_bill`, { method: 'DELETE' })
    const fault = { provider: 'tensorart', fault: { kind: 'break_stream' } }
    await fetch(`${sandbox.url}/models/_control`, { method: 'POST', body: JSON.stringify(fault) })
    await expect(post('once', 'a fox').then(idOf)).rejects.toThrow()
    const ids = await Promise.all(
      [post('once', 'a fox'), post('once', 'a fox')].map(async sent => idOf(await sent)),
    )
    expect(new Set(ids).size).toBe(1)
    expect(await billed()).toBe(1)
    expect(await idOf(await post('twice', 'a fox'))).not.toBe(ids[0])
    expect(await billed()).toBe(2)
    expect((await post('once', 'an owl')).status).toBe(409)
    expect(await billed()).toBe(2)
  })

  it('fails when told to, and knows no job that it did not give out', async () => {
    const fault = { provider: 'tensorart', fault: { kind: 'job_fails' } }
    await fetch(`${sandbox.url}/models/_control`, { method: 'POST', body: JSON.stringify(fault) })
    const { job } = await finished((await submit()).id)
    expect(job).toMatchObject({ status: 'FAILED', error: { message: expect.any(String) as string } })
    expect((await fetch(`${sandbox.url}/models/tensorart/v1/jobs/tj_1`)).status).toBe(404)
  })
})
