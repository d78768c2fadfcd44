import { join } from 'node:path'
import { freePort } from '@/db/embedded/free-port'
import { readEnv } from '@/lib/env'
import { readSettings } from '@/scripts/bootstrap/attach.mjs'
import type { Undo } from './claim'
import { keepDatabase } from './database'
import type { Options } from './options'
import { chooseAdminPorts, choosePorts, wantedAdminPorts } from './ports'
import type { Plan } from './processes'
import type { Progress } from './progress'
import { keepSecrets } from './secrets'
import { completeDemo, ourVariables, type Ports } from './settings'

/** Settings, ports and database: everything that the processes are told. */
export async function makePlan(options: Options, progress: Progress, undo: Undo): Promise<Plan> {
  const { root, dataDir, dev, throwaway, set } = options
  const outside = throwaway ? {} : { ...readSettings(join(root, '.env')), ...process.env }
  const user = ourVariables({ ...outside, ...set })
  if (user.MODE !== undefined && user.MODE !== 'demo') return livePlan(options, user)
  const wanted = {
    web: toPort(user.WEB_PORT),
    gateway: toPort(user.GATEWAY_PORT),
    worker: toPort(user.WORKER_PORT),
  }
  const { ports, notes } = await choosePorts(wanted, join(dataDir, 'ports.json'), throwaway)
  notes.forEach(progress.say)
  const secrets = keepSecrets(join(dataDir, 'secrets.env'))
  const database = user.DATABASE_URL
    ? null
    : await progress.step('Starting PostgreSQL', () => keepDatabase(options, progress))
  if (database) undo.push(database.stop)
  const { env } = completeDemo(user, ports, secrets, database?.url ?? null)
  const { gatewayProcesses, gatewayAdminPort } = readEnv(env)
  const adminPorts = await chooseAdminPorts(gatewayProcesses, gatewayAdminPort ?? undefined, ports, throwaway)
  return { dataDir, dev, ports, env, adminPorts, sandboxSecrets: secrets }
}

/** Nothing is completed: what is missing is named, all of it, and nothing starts. */
async function livePlan({ dataDir, dev }: Options, user: Record<string, string>): Promise<Plan> {
  const env = readEnv(user)
  const { webPort: web, gatewayPort: gateway, workerPort: worker } = env
  const adminPorts = wantedAdminPorts(env.gatewayProcesses, env.gatewayAdminPort ?? undefined)
  for (const port of [web, gateway, worker, ...adminPorts]) {
    if ((await freePort([port])) !== port)
      throw new Error(`Port ${port} is taken. End what uses it, or set another port.`)
  }
  const ports: Ports = { web, gateway, worker, sandbox: 0, smtp: 0 }
  return { dataDir, dev, ports, env: user, adminPorts, sandboxSecrets: null }
}

function toPort(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value)
}
