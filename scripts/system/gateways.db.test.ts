import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { collect, GatewayWorld, until, type TestKey } from '@/gateway/testing'
import { chooseAdminPorts, choosePorts } from '@/scripts/system/ports'
import { openProcessLog } from '@/scripts/system/process-log'
import { processesOf } from '@/scripts/system/processes'
import { keepSecrets } from '@/scripts/system/secrets'
import { completeDemo } from '@/scripts/system/settings'
import { supervise, type Supervised } from '@/scripts/system/supervise'

const root = dirname(dirname(import.meta.dirname))
const said: string[] = []
let dir: string
let world: GatewayWorld
let key: TestKey
let gateways: Supervised[]
let publicUrl: string

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gateways-'))
  world = await GatewayWorld.create()
  key = await world.key()
  const { ports } = await choosePorts({}, join(dir, 'ports.json'), true)
  const user = {
    DATABASE_URL: world.database.url,
    UPSTREAM_AGGREGATOR_BASE_URL: world.upstream.baseUrl,
    UPSTREAM_AGGREGATOR_API_KEY: 'upstream-key',
    GATEWAY_PROCESSES: '2',
  }
  const { env } = completeDemo(user, ports, keepSecrets(join(dir, 'secrets.env')), null)
  publicUrl = `http://127.0.0.1:${ports.gateway}/api/openai/v1`
  const plan = { dataDir: dir, dev: false, ports, env, sandboxSecrets: null }
  const { early } = processesOf({ ...plan, adminPorts: await chooseAdminPorts(2, undefined, ports, true) })
  gateways = early
    .filter(({ entry }) => entry === 'gateway/main.ts')
    .map(spec =>
      supervise(root, spec, openProcessLog(join(dir, `${spec.name}.log`)), {
        say: line => void said.push(line),
        onPids: () => undefined,
      }),
    )
  await Promise.all(gateways.map(each => each.healthy(AbortSignal.timeout(60_000))))
})
afterAll(async () => {
  await Promise.all(gateways.map(each => each.stop()))
  await world.close()
  rmSync(dir, { recursive: true })
})

const adminUrl = ({ spec }: Supervised) => new URL(spec.healthUrl).origin

async function openRequestsOf(gateway: Supervised): Promise<number> {
  const text = await (await fetch(`${adminUrl(gateway)}/metrics`)).text()
  return Number(/^serika_gateway_open_requests (\d+)$/m.exec(text)?.[1])
}

/** On a connection of its own, so that the kernel chooses anew who takes it. Whether the answer came whole. */
async function stream(): Promise<boolean> {
  try {
    const answer = await fetch(`${publicUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key.secret}`,
        'content-type': 'application/json',
        connection: 'close',
      },
      body: JSON.stringify({
        model: 'openai/gpt-4o-mini',
        stream: true,
        messages: [{ role: 'user', content: 'Say something long.' }],
      }),
    })
    if (!answer.body) return false
    const chunks = await collect(answer.body.pipeThrough(new TextDecoderStream()))
    return chunks.join('').endsWith('data: [DONE]\n\n')
  } catch {
    return false
  }
}

const opened = async () => Promise.all(gateways.map(openRequestsOf))

it('gateways on one port are checked each by itself; one that is killed takes only its own requests with it, and comes back', async () => {
  const [first, second] = gateways
  if (!first || !second) throw new Error('there should be two gateways')
  expect(adminUrl(first)).not.toBe(adminUrl(second))

  world.upstream.script = (_request, answer) =>
    answer.stream({ text: 'word '.repeat(40), prompt: 10, completion: 40, paceMs: 50 })
  const streams: Promise<boolean>[] = []
  while ((await opened()).some(open => open === 0)) {
    expect(streams.length).toBeLessThan(40)
    streams.push(stream())
    await until(opened, counts => counts.reduce((sum, open) => sum + open, 0) === streams.length)
  }

  const [lost = 0, kept = 0] = await opened()
  const killed = first.pid()
  if (killed === undefined) throw new Error('the first gateway does not run')
  process.kill(killed, 'SIGKILL')
  const whole = await Promise.all(streams)
  expect(whole.filter(complete => !complete)).toHaveLength(lost)
  expect(whole.filter(complete => complete)).toHaveLength(kept)

  await until(
    () =>
      fetch(`${adminUrl(first)}/readyz`).then(
        ({ status }) => status,
        () => 0,
      ),
    status => status === 200,
  )
  expect(first.pid()).not.toBe(killed)
  expect(said).toEqual([expect.stringMatching(/^gateway-1 ended by itself \(SIGKILL\); starting it again/)])
  world.upstream.script = (_request, answer) => answer.complete({ text: 'Hello.', prompt: 10, completion: 2 })
  expect(await Promise.all(Array.from({ length: 20 }, stream))).toEqual(
    Array.from({ length: 20 }, () => true),
  )
})
