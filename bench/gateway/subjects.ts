import { join } from 'node:path'
import type { PassThroughSettings } from '@/bench/gateway/pass-through-process'
import { startPortkey } from '@/bench/gateway/portkey'
import { createAccount } from '@/bench/harness/accounts'
import { startChild } from '@/bench/harness/child'
import { BenchDatabase } from '@/bench/harness/database'
import { benchSettings, GatewayFleet } from '@/bench/harness/gateways'

export type SubjectName = 'upstream' | 'portkey' | 'pass-through' | 'gateway'

/** Something that answers chat requests: the provider itself, or what stands in front of it. */
export interface Subject {
  readonly name: SubjectName
  readonly pid: number
  readonly port: number
  readonly path: string
  /** Of each request; several where several clients are to be told apart. */
  readonly headers: readonly Readonly<Record<string, string>>[]
}

export interface Field {
  readonly subjects: readonly Subject[]
  readonly database: BenchDatabase
  readonly portkeyVersion: string
  stop(): Promise<void>
}

const accounts = 16

/** Everything that is compared, all of it up at once; only one is loaded at a time. */
export async function startField(): Promise<Field> {
  const database = await BenchDatabase.start()
  const file = (name: string) => join(import.meta.dirname, name)
  const upstream = await startChild<{ port: number }>(file('upstream-process.ts'), { settings: {} })
  const upstreamUrl = `http://127.0.0.1:${upstream.ready.port}`
  const passThrough = await startChild<{ port: number }>(file('pass-through-process.ts'), {
    settings: { upstreamUrl: `${upstreamUrl}/v1` } satisfies PassThroughSettings,
    fast: true,
  })
  const portkey = await startPortkey()
  const secrets: string[] = []
  while (secrets.length < accounts) secrets.push((await createAccount(database.db, null)).secret)
  const fleet = await GatewayFleet.start({
    settings: benchSettings(database.url, upstreamUrl),
    count: 1,
    logLevel: 'info',
  })
  const [gatewayUrl = ''] = fleet.urls
  const [gatewayPid = 0] = fleet.pids
  const path = '/api/openai/v1/chat/completions'
  return {
    database,
    portkeyVersion: portkey.version,
    subjects: [
      {
        name: 'upstream',
        pid: upstream.pid,
        port: upstream.ready.port,
        path: '/v1/chat/completions',
        headers: [{}],
      },
      {
        name: 'portkey',
        pid: portkey.pid,
        port: portkey.port,
        path: '/v1/chat/completions',
        headers: [
          {
            authorization: 'Bearer upstream-key',
            'x-portkey-provider': 'openai',
            'x-portkey-custom-host': `${upstreamUrl}/v1`,
          },
        ],
      },
      { name: 'pass-through', pid: passThrough.pid, port: passThrough.ready.port, path, headers: [{}] },
      {
        name: 'gateway',
        pid: gatewayPid,
        port: Number(new URL(gatewayUrl).port),
        path,
        headers: secrets.map(secret => ({ authorization: `Bearer ${secret}` })),
      },
    ],
    async stop() {
      await fleet.stop()
      portkey.stop()
      for (const child of [passThrough, upstream]) child.kill('SIGKILL')
      await database.stop()
    },
  }
}
