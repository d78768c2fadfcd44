import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunningGateway } from '@/gateway/server'
import { baseUrlOf, clientOf, collect, GatewayWorld, type TestKey } from '@/gateway/testing'

const metricsToken = 'a-token-of-more-than-thirty-two-characters'
const ask = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say hello.' }] }

let world: GatewayWorld
let gateway: RunningGateway
let key: TestKey

beforeAll(async () => {
  world = await GatewayWorld.create()
})
beforeEach(async () => {
  gateway = await world.gateway({ adminPort: 0, metricsToken })
  key = await world.key()
})
afterEach(() => gateway.stop())
afterAll(() => world.close())

const publicUrl = () => new URL(baseUrlOf(gateway)).origin
const adminUrl = () => `http://127.0.0.1:${gateway.adminPort}`

/** One series of a scrape; undefined where it is not there. */
async function read(series: string): Promise<number | undefined> {
  const text = await (await fetch(`${adminUrl()}/metrics`)).text()
  const line = text.split('\n').find(each => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
const gatewayMetric = (name: string) => read(`serika_gateway_${name}`)

describe('who may read', () => {
  it('is whoever asks from this machine, but not through a proxy on it', async () => {
    expect((await fetch(`${publicUrl()}/metrics`)).status).toBe(200)
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']) {
      const answer = await fetch(`${publicUrl()}/metrics`, { headers: { [name]: '127.0.0.1' } })
      const unknown = await fetch(`${publicUrl()}/metricz`)
      expect(answer.status).toBe(404)
      expect(await answer.text()).toBe((await unknown.text()).replace('metricz', 'metrics'))
    }
  })

  it('is nobody through a proxy that says nothing of itself either, once it is named', async () => {
    const proxied = await world.gateway({ adminPort: 0, trustedProxies: ['127.0.0.0/8'] })
    expect((await fetch(`${new URL(baseUrlOf(proxied)).origin}/metrics`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${proxied.adminPort}/metrics`)).status).toBe(200)
  })

  it('is whoever has the token, wherever they are', async () => {
    const from = (authorization: string) =>
      fetch(`${publicUrl()}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7', authorization } })
    expect((await from(`Bearer ${metricsToken}`)).status).toBe(200)
    expect((await from(`Bearer ${metricsToken}x`)).status).toBe(404)
    expect((await from(`Bearer `)).status).toBe(404)
    expect((await from(metricsToken)).status).toBe(404)
  })

  it('without a token set, is nobody elsewhere, whatever they send', async () => {
    const closed = await world.gateway()
    const answer = await fetch(`${new URL(baseUrlOf(closed)).origin}/metrics`, {
      headers: { 'x-forwarded-for': '203.0.113.7', authorization: 'Bearer null' },
    })
    expect(answer.status).toBe(404)
  })
})

describe('what is counted', () => {
  it('a plain and a streamed answer: requests, times, tokens, batches, leases', async () => {
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask)
    await collect(await client.chat.completions.create({ ...ask, stream: true }))
    const chat = 'endpoint="/chat/completions"'
    expect(await gatewayMetric(`requests_total{${chat},status="2xx"}`)).toBe(2)
    expect(await gatewayMetric(`request_duration_seconds_count{${chat}}`)).toBe(2)
    expect(await gatewayMetric(`request_duration_seconds_bucket{${chat},le="+Inf"}`)).toBe(2)
    expect(await gatewayMetric('time_to_first_token_seconds_count')).toBe(1)
    const model = `model="${ask.model}"`
    expect(await gatewayMetric(`metered_units_total{unit="input_token",${model}}`)).toBe(20)
    expect(await gatewayMetric(`metered_units_total{unit="output_token",${model}}`)).toBe(8)
    expect(await gatewayMetric('settle_batch_events_sum')).toBe(2)
    expect(await gatewayMetric('settle_seconds_count')).toBe(2)
    // The first has nothing to be reserved from; whether the second waits depends on how much was leased for it.
    const waited = (await gatewayMetric('reservations_total{lease="waited"}')) ?? 0
    expect(waited).toBeGreaterThanOrEqual(1)
    expect(waited + ((await gatewayMetric('reservations_total{lease="in_memory"}')) ?? 0)).toBe(2)
    expect(await gatewayMetric('pending_events')).toBe(0)
    expect(await gatewayMetric('ledger_live')).toBe(1)
    expect(await gatewayMetric('fenced')).toBe(0)
  })

  it('the time in which a provider was at work is not overhead', async () => {
    world.upstream.script = async (_request, answer) => {
      await new Promise(resolve => setTimeout(resolve, 300))
      await answer.complete({ text: 'Late.', prompt: 10, completion: 4 })
    }
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask)
    await collect(await client.chat.completions.create({ ...ask, stream: true }))
    const chat = 'endpoint="/chat/completions"'
    const all = (await gatewayMetric(`request_duration_seconds_sum{${chat}}`)) ?? 0
    const own = (await gatewayMetric(`overhead_seconds_sum{${chat}}`)) ?? 0
    expect(await gatewayMetric(`overhead_seconds_count{${chat}}`)).toBe(2)
    expect(own).toBeGreaterThan(0)
    // Twice 300 ms; a timer may be early by less than one.
    expect(all - own).toBeGreaterThan(0.598)
  })

  it('refusals by reason, and failures of providers by kind', async () => {
    world.upstream.script = (_request, answer) => answer.fail(500)
    const client = clientOf(gateway, key)
    await client.chat.completions.create(ask).catch(() => undefined)
    await client.models.retrieve('no/such-model').catch(() => undefined)
    await fetch(`${baseUrlOf(gateway)}/models`)
    await fetch(`${baseUrlOf(gateway)}/${'x'.repeat(50)}`)
    expect(await gatewayMetric('upstream_errors_total{provider="aggregator",kind="failed"}')).toBe(1)
    expect(await gatewayMetric('denials_total{reason="model_not_found"}')).toBe(1)
    expect(await gatewayMetric('denials_total{reason="invalid_api_key"}')).toBe(1)
    expect(await gatewayMetric('requests_total{endpoint="/chat/completions",status="5xx"}')).toBe(1)
    expect(await gatewayMetric('requests_total{endpoint="/models/:id",status="4xx"}')).toBe(1)
    expect(await gatewayMetric('requests_total{endpoint="unknown",status="4xx"}')).toBe(1)
  })

  it('no account, key or request has a series of its own', async () => {
    await clientOf(gateway, key)
      .chat.completions.create(ask)
      .catch(() => undefined)
    const text = await (await fetch(`${adminUrl()}/metrics`)).text()
    expect(text).not.toMatch(/(acc|key|req|gw)_[0-9a-f]{32}/)
    expect(text).not.toContain(key.secret)
  })
})

describe('what a provider bills beyond what was held', () => {
  it('is charged to nobody, kept with the event, and counted for an alarm', async () => {
    world.upstream.script = (_request, answer) =>
      answer.complete({ text: 'Hi.', prompt: 10_000, completion: 4 })
    await clientOf(gateway, key).chat.completions.create({ ...ask, max_tokens: 4 })
    const [event] = await world.events(key.accountId)
    const costNanos = 10_000n * 150n + 4n * 600n
    expect(event?.costNanos).toBe(event?.reservedNanos)
    expect(event?.absorbedNanos).toBe(costNanos - (event?.reservedNanos ?? 0n))
    expect(
      await gatewayMetric('absorbed_dollars_total{provider="aggregator",model="openai/gpt-4o-mini"}'),
    ).toBe(Number(event?.absorbedNanos) / 1e9)
  })
})
