import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './free-port'
import type { Place } from './place'
import { isServerOf, pidFile, runningPostmaster } from './postmaster'
import type { ServerUser } from './server-user'

export interface Server {
  readonly pid: number
  readonly port: number
  /** Whether it was running already, left by a process that was killed. */
  readonly adopted: boolean
}

export interface ServerSettings {
  readonly preferredPorts: readonly number[]
  readonly logFile: string
  readonly durable: boolean
  urlAt(port: number): string
}

const comeUpWithinMs = 90_000
const stopWithinMs = 30_000

/**
 * Leads to a server that answers on `place.dataDir`: the one that runs, or a new one. Between the two lies what a kill can leave behind:
 * a stale pid file, a server that is still going down, backends that still hold the shared memory, a port that someone else took.
 * @throws with the end of the log when none answers in time
 */
export async function comeUp(place: Place, user: ServerUser, settings: ServerSettings): Promise<Server> {
  const deadline = performance.now() + comeUpWithinMs
  let launched: number | undefined
  for (let waitMs = 50; performance.now() < deadline; waitMs = Math.min(waitMs * 1.5, 1_000)) {
    const running = runningPostmaster(place.dataDir)
    if (running && (await answers(settings.urlAt(running.port)))) {
      return { pid: running.pid, port: running.port, adopted: running.pid !== launched }
    }
    if (!running && !(launched !== undefined && isServerOf(launched, place.dataDir))) {
      rmSync(pidFile(place.dataDir), { force: true })
      launched = launch(place, user, await freePort(settings.preferredPorts), settings)
    }
    await sleep(waitMs)
  }
  throw new Error(`PostgreSQL does not answer. The end of ${settings.logFile}:\n${endOf(settings.logFile)}`)
}

/** Ends the server in order (clients are disconnected, all is flushed); by force when that takes more than half a minute. */
export async function stopServer(pid: number, dataDir: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    const deadline = performance.now() + stopWithinMs
    if (isServerOf(pid, dataDir)) process.kill(pid, signal)
    while (performance.now() < deadline) {
      if (!isServerOf(pid, dataDir)) return
      await sleep(30)
    }
  }
}

/** Leaves a small watcher that ends the server and deletes its data and `dir` once this process is gone, even if it is killed. */
export function endWithUs(pid: number, { dataDir, outside }: Place, dir: string): void {
  const watcher = spawn('/bin/sh', ['-c', watch, 'sh', String(pid), pidFile(dataDir), dir, outside ?? dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.unref()
  const pipe = watcher.stdin
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
}

const watch = `
cat >/dev/null
[ "$(head -n 1 "$2" 2>/dev/null)" = "$1" ] && kill -INT "$1"
n=0; while [ -e "$2" ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
rm -rf "$3" "$4"`

/** Detached, so that Ctrl-C in the terminal reaches us alone and the order of stopping is ours to choose. */
function launch(
  place: Place,
  user: ServerUser,
  port: number,
  { logFile, durable }: ServerSettings,
): number | undefined {
  const log = openSync(logFile, 'a')
  const settings = { ...base, ...(durable ? {} : careless) }
  const server = spawn(
    join(place.binaries, 'bin', 'postgres'),
    [
      '-D',
      place.dataDir,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    { ...user, cwd: '/', detached: true, stdio: ['ignore', log, log] },
  )
  closeSync(log)
  server.unref()
  server.on('error', () => undefined)
  return server.pid
}

const base = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
}
const careless = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '128MB',
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function endOf(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
}
