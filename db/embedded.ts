import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { embeddedUser } from '@/lib/env-modes'
import { findBinaries } from './embedded/binaries'
import { createCluster, ensureDatabase } from './embedded/cluster'
import { existingDataDir, preparePlace, removePlace } from './embedded/place'
import { isServerOf, runningPostmaster } from './embedded/postmaster'
import { comeUp, endWithUs, stopServer } from './embedded/server'
import { serverUser } from './embedded/server-user'

export interface EmbeddedOptions {
  /** Directory that the server has to itself. */
  readonly dir: string
  /** File that the server's own log is appended to. */
  readonly logFile: string
  /** Port to take if it is free; otherwise the last one used, else any. */
  readonly port?: number
  /** For tests: no fsync; as soon as this process is gone, however it ends, the server ends and this directory is deleted. */
  readonly throwaway?: string
  /** What is committed survives a crash, as always but for a throw-away server. */
  readonly durable?: boolean
  /** Told what a person waiting would want to know. */
  readonly say?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** Connects to `database` (`serika` by default) as the owner of everything. */
  url(database?: string): string
  readonly port: number
  /** Of the server's first process. */
  readonly pid: number
  /** Whether it was running already, left by a process that was killed. */
  readonly adopted: boolean
  /** Whether it was made by this very call, and is empty. */
  readonly isNew: boolean
  isAlive(): boolean
  /** Ends it in order: clients are disconnected, everything is flushed. */
  stop(): Promise<void>
}

const ourDatabase = 'serika'

/**
 * Starts the PostgreSQL that comes with the project, on 127.0.0.1 only, or adopts the one that already runs on `dir`.
 * The first start creates the cluster and the database `serika`. After a kill it recovers by itself.
 * @throws with the end of the server's log when it does not come up
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dir, logFile, throwaway, durable = !throwaway, say = () => undefined } = options
  const user = serverUser()
  const place = preparePlace(dir, findBinaries(), user)
  if (place.outside)
    say(`PostgreSQL's user may not enter this directory, so its files are in ${place.outside}`)
  mkdirSync(dirname(logFile), { recursive: true })
  const made = await createCluster(place, user, durable)
  const urlAt = (port: number, name: string) =>
    `postgres://${embeddedUser}:${place.password}@127.0.0.1:${port}/${encodeURIComponent(name)}`
  const server = await comeUp(place, user, {
    preferredPorts: [options.port, lastPort(dir)].filter(port => port !== undefined),
    logFile,
    durable,
    urlAt: port => urlAt(port, 'postgres'),
  })
  if (throwaway) endWithUs(server.pid, place, throwaway)
  writeFileSync(join(dir, 'port'), String(server.port))
  await ensureDatabase(urlAt(server.port, 'postgres'), ourDatabase)
  return {
    url: (name = ourDatabase) => urlAt(server.port, name),
    port: server.port,
    pid: server.pid,
    adopted: server.adopted,
    isNew: made === 'created',
    isAlive: () => isServerOf(server.pid, place.dataDir),
    stop: () => stopServer(server.pid, place.dataDir),
  }
}

/** Stops the server of `dir`, if one runs, and deletes everything it had. */
export async function removeEmbeddedPostgres(dir: string): Promise<void> {
  const dataDir = existingDataDir(dir)
  const running = dataDir ? runningPostmaster(dataDir) : null
  if (dataDir && running) await stopServer(running.pid, dataDir)
  removePlace(dir)
}

function lastPort(dir: string): number | undefined {
  const file = join(dir, 'port')
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  return Number.isInteger(port) ? port : undefined
}
