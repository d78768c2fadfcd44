import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

let dataDir: string
const running: ChildProcess[] = []
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sandbox-main-'))
})
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const run = (args: string[]) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', ...args])
  running.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (output += part.toString()))
  const ended = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)))
  const says = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(output)?.[1]
      if (found) return found
      if (child.exitCode !== null) throw new Error(`Ended with ${child.exitCode}: ${output}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  return { child, ended, says, output: () => output }
}

const args = () => {
  const ports = ['--port', '0', '--smtp-port', '0', '--data-dir', dataDir]
  const web = ['--web-url', 'http://127.0.0.1:9', '--control-token', 'token']
  return [...ports, ...web, '--stripe-secret-key', 'sk_test_main']
}
const headers = { authorization: 'Bearer sk_test_main' }

describe('the sandbox as a process', () => {
  it('serves all its parts on one port, stops at once on SIGTERM, and goes on where it was', async () => {
    const first = run(args())
    const url = await first.says(/ready on (http:\S+),/)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await (await fetch(url)).text()).toContain('Move the clock')
    const created = await fetch(`${url}/v1/customers`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ name: 'Mira' }),
    })
    const { id } = (await created.json()) as { id: string }
    expect(id).toMatch(/^cus_/)
    await fetch(`${url}/_clock`, { method: 'POST', body: '{"offset_ms":86400000}' })
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)

    const second = run(args())
    const again = await second.says(/ready on (http:\S+),/)
    const kept = (await (await fetch(`${again}/v1/customers/${id}`, { headers })).json()) as { name: string }
    expect(kept.name).toBe('Mira')
    expect(await (await fetch(`${again}/_clock`)).json()).toMatchObject({ offset_ms: 86_400_000 })
  })
})
