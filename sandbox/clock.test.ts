import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { nextMonthStart, targetOf } from '@/sandbox/clock-move'
import { startTestSandbox } from '@/sandbox/testing'

const dayMs = 86_400_000
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})
const started = async (...args: Parameters<typeof startTestSandbox>) => {
  const sandbox = await startTestSandbox(...args)
  open.push(sandbox)
  return sandbox
}
const setClock = (url: string, body: string) => fetch(`${url}/_clock`, { method: 'POST', body })
const timeOf = async (url: string) =>
  (await (await fetch(`${url}/_clock`)).json()) as { now: string; offset_ms: number }

describe('the clock', () => {
  it('is set by its distance from real time, ticks what fell due before it answers, and outlives a restart', async () => {
    const ticks: number[] = []
    const sandbox = await started({
      stripe: ({ clock }) => ({
        app: new Hono(),
        tick: () => Promise.resolve(void ticks.push(clock.offsetMs)),
        close: () => undefined,
      }),
    })
    const answer = await setClock(sandbox.url, JSON.stringify({ offset_ms: 3 * dayMs }))
    expect(await answer.json()).toMatchObject({ offset_ms: 3 * dayMs })
    expect(ticks).toEqual([3 * dayMs])
    const second = await started({ dataDir: sandbox.dataDir })
    const { now, offset_ms } = await timeOf(second.url)
    expect(offset_ms).toBe(3 * dayMs)
    expect(Math.abs(new Date(now).getTime() - Date.now() - 3 * dayMs)).toBeLessThan(5_000)
  })

  it('goes back too when the platform says so, and refuses what is no offset', async () => {
    const { url } = await started()
    expect((await setClock(url, JSON.stringify({ offset_ms: -90 * dayMs }))).status).toBe(200)
    for (const body of ['', '{}', '{"offset_ms":"1"}', '{"offset_ms":1.5}', '{"offset_ms":1e18}']) {
      expect((await setClock(url, body)).status).toBe(400)
    }
    expect((await timeOf(url)).offset_ms).toBe(-90 * dayMs)
  })
})

describe('moving the clock from the page', () => {
  /** A web app that records what it is asked and answers with this status. */
  const webApp = async (status: number, body: string) => {
    const asked: { url?: string; authorization?: string; body: string }[] = []
    const server: Server = createServer((request, response) => {
      let text = ''
      request.on('data', (part: Buffer) => (text += part.toString()))
      request.on('end', () => {
        asked.push({ url: request.url, authorization: request.headers.authorization, body: text })
        response.writeHead(status, { 'content-type': 'application/json' }).end(body)
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    open.push(server)
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }
  const move = async (url: string, form: Record<string, string>) => {
    const answer = await fetch(`${url}/clock/move`, { method: 'POST', body: new URLSearchParams(form) })
    return answer.text()
  }

  it('asks the platform with the control token and shows that it moved', async () => {
    const web = await webApp(200, '{}')
    const { url } = await started({ webUrl: web.url })
    expect(await move(url, { to: '2099-12-01T00:10' })).toContain('The clock was moved to')
    expect(web.asked).toEqual([
      {
        url: '/api/demo/clock',
        authorization: 'Bearer control-token',
        body: '{"to":"2099-12-01T00:10:00.000Z"}',
      },
    ])
  })

  it('refuses to go back, without asking, and shows what the platform refuses', async () => {
    const web = await webApp(409, '{"error":{"message":"A move is under way."}}')
    const { url } = await started({ webUrl: web.url })
    expect(await move(url, { to: '2020-01-01T00:00' })).toContain('only moves forward')
    expect(await move(url, { to: 'tomorrow' })).toContain('Give a date and a time')
    expect(web.asked).toEqual([])
    expect(await move(url, { step: 'day' })).toContain('A move is under way.')
  })

  it('says when the platform cannot be reached', async () => {
    const { url } = await started({ webUrl: 'http://127.0.0.1:9' })
    expect(await move(url, { step: 'hour' })).toContain('cannot be reached')
  })

  it('knows its steps', () => {
    const now = new Date('2026-12-31T23:30:00Z')
    expect(nextMonthStart(now).toISOString()).toBe('2027-01-01T00:10:00.000Z')
    expect(targetOf({ step: 'hour' }, now)?.toISOString()).toBe('2027-01-01T00:30:00.000Z')
    expect(targetOf({ to: '2027-02-30T00:00' }, now)).toBeUndefined()
    expect(targetOf({ to: '' }, now)).toBeUndefined()
  })
})

describe('the guard', () => {
  it('answers this machine only, and takes changes from its own pages or from programs', async () => {
    const { url } = await started()
    const from = (headers: Record<string, string>) => setClockWith(url, headers)
    expect(await from({})).toBe(200)
    expect(await from({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await from({ 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await hostStatus(url, 'evil.example')).toBe(403)
    expect(await hostStatus(url, 'localhost:1')).toBe(200)
  })
})

const setClockWith = async (url: string, headers: Record<string, string>) =>
  (await fetch(`${url}/_clock`, { method: 'POST', headers, body: '{"offset_ms":0}' })).status

/** `fetch` sets Host itself, so this asks by hand. */
const hostStatus = async (url: string, host: string): Promise<number | undefined> => {
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    request(`${url}/healthz`, { headers: { host } }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
