import { execFile } from 'node:child_process'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { embeddedUser } from '@/lib/env-modes'
import { makeOwned, type Place } from './place'
import type { ServerUser } from './server-user'

const run = promisify(execFile)

/**
 * Makes the cluster in `place.dataDir` unless it is there: UTF-8, a collation that is the same on every machine, passwords by SCRAM.
 * It is made beside its place and renamed, so that a half-made one is never taken for a whole one.
 * @throws when the one that is there was made by another major version of PostgreSQL
 */
export async function createCluster(
  place: Place,
  user: ServerUser,
  durable: boolean,
): Promise<'created' | 'existed'> {
  const { dataDir } = place
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    await checkVersion(place)
    return 'existed'
  }
  const unfinished = `${dataDir}.unfinished`
  const passwordFile = `${dataDir}.password`
  rmSync(unfinished, { recursive: true, force: true })
  makeOwned(unfinished, user)
  try {
    writeFileSync(passwordFile, place.password, { mode: 0o600 })
    if ('uid' in user) chownSync(passwordFile, user.uid, user.gid)
    await run(join(place.binaries, 'bin', 'initdb'), initdbFlags(unfinished, passwordFile, durable), {
      ...user,
      cwd: '/',
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  rmSync(dataDir, { recursive: true, force: true })
  renameSync(unfinished, dataDir)
  return 'created'
}

/** Creates a database unless it exists; `url` leads to another database of the same server. */
export async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

function initdbFlags(dataDir: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${dataDir}`,
    `--username=${embeddedUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ]
}

async function checkVersion({ dataDir, binaries }: Place): Promise<void> {
  const made = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()
  const { stdout } = await run(join(binaries, 'bin', 'postgres'), ['--version'], { cwd: '/' })
  if (!stdout.includes(` ${made}.`)) {
    throw new Error(
      `The data in ${dataDir} were made by PostgreSQL ${made}, and this is ${stdout.trim()}. \`npm start -- --reset\` starts over.`,
    )
  }
}
