import { join } from 'node:path'
import type { PassThroughSettings } from '@/bench/gateway/pass-through-process'
import { startPortkey } from '@/bench/gateway/portkey'
import { createAccount } from '@/bench/harness/accounts'
import { startChild, type Child } from '@/bench/harness/child'
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
export const gatewayPath = '/api/openai/v1/chat/completions'

/** What every comparison stands on: a database, a provider, and our pass-through in front of it. */
export interface Foundations {
  readonly database: BenchDatabase
  readonly upstreamUrl: string
  readonly upstream: Subject
  readonly passThrough: Subject
  /** How clients of the gateway say who they are, one each. */
  readonly keys: readonly Readonly<Record<string, string>>[]
  stop(): Promise<void>
}

export async function startFoundations(): Promise<Foundations> {
  const database = await BenchDatabase.start()
  const file = (name: string) => join(import.meta.dirname, name)
  const upstream = await startChild<{ port: number }>(file('upstream-process.ts'), { settings: {} })
  const upstreamUrl = `http://127.0.0.1:${upstream.ready.port}`
  const passThrough = await startChild<{ port: number }>(file('pass-through-process.ts'), {
    settings: { upstreamUrl: `${upstreamUrl}/v1` } satisfies PassThroughSettings,
    fast: true,
  })
  const keys: Record<string, string>[] = []
  while (keys.length < accounts)
    keys.push({ authorization: `Bearer ${(await createAccount(database.db, null)).secret}` })
  return {
    database,
    upstreamUrl,
    upstream: toSubject('upstream', upstream, '/v1/chat/completions'),
    passThrough: toSubject('pass-through', passThrough, gatewayPath),
    keys,
    async stop() {
      for (const child of [passThrough, upstream]) child.kill('SIGKILL')
      await database.stop()
    },
  }
}

function toSubject(name: SubjectName, { pid, ready }: Child<{ port: number }>, path: string): Subject {
  return { name, pid, port: ready.port, path, headers: [{}] }
}

/** Everything that is compared, all of it up at once; only one is loaded at a time. */
export async function startField(): Promise<Field> {
  const foundations = await startFoundations()
  const { database, upstreamUrl, upstream, passThrough, keys } = foundations
  const portkey = await startPortkey()
  const fleet = await GatewayFleet.start({
    settings: benchSettings(database.url, upstreamUrl),
    count: 1,
    logLevel: 'info',
  })
  const [gatewayUrl = ''] = fleet.urls
  const [gatewayPid = 0] = fleet.pids
  const portkeyHeaders = {
    authorization: 'Bearer upstream-key',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstreamUrl}/v1`,
  }
  return {
    database,
    portkeyVersion: portkey.version,
    subjects: [
      upstream,
      { ...upstream, name: 'portkey', pid: portkey.pid, port: portkey.port, headers: [portkeyHeaders] },
      passThrough,
      {
        name: 'gateway',
        pid: gatewayPid,
        port: Number(new URL(gatewayUrl).port),
        path: gatewayPath,
        headers: keys,
      },
    ],
    async stop() {
      await fleet.stop()
      portkey.stop()
      await foundations.stop()
    },
  }
}
