import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Binaries } from './binaries'
import { runningPostmaster } from './postmaster'
import { userMay, type ServerUser } from './server-user'

/** Where one embedded server lives. */
export interface Place {
  /** Root of the PostgreSQL installation that the server's user can run. */
  readonly binaries: string
  readonly dataDir: string
  readonly password: string
  /** The directory outside the project that holds the data, when the server's user may not enter the project; else null. */
  readonly outside: string | null
}

/**
 * Prepares the home of a server below `dir`. When its user can reach the project, everything stays there. When root runs a project
 * in a directory that is closed to others (mode 0700), data and binaries go to a directory derived from `dir`, outside.
 */
export function preparePlace(dir: string, binaries: Binaries, user: ServerUser): Place {
  mkdirSync(dir, { recursive: true })
  if ('uid' in user) chmodSync(dir, 0o755)
  const id = keep(join(dir, 'id'), () => randomBytes(8).toString('hex'))
  const password = keep(join(dir, 'password'), () => randomBytes(24).toString('hex'))
  const outside = userMay(user, '-x', dir) ? null : openOutside(hashOf(dir), user)
  if (outside) removeOrphans(outside, id)
  return {
    binaries: runs(user, binaries.root) ? binaries.root : copyBinaries(binaries, user),
    dataDir: outside ? join(outside, `data-${id}`) : join(dir, 'data'),
    password,
    outside,
  }
}

/** Deletes the data of `dir`, inside and outside. The server must be stopped. */
export function removePlace(dir: string): void {
  for (const base of bases) rmSync(join(base, hashOf(dir)), { recursive: true, force: true })
  rmSync(dir, { recursive: true, force: true })
}

/** Where the data directory of `dir` is, if there is one. */
export function existingDataDir(dir: string): string | null {
  if (!existsSync(join(dir, 'id'))) return null
  const id = readFileSync(join(dir, 'id'), 'utf8')
  const candidates = [join(dir, 'data'), ...bases.map(base => join(base, hashOf(dir), `data-${id}`))]
  return candidates.find(candidate => existsSync(join(candidate, 'PG_VERSION'))) ?? null
}

/** Makes a directory that belongs to the server's user. */
export function makeOwned(path: string, user: ServerUser): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if ('uid' in user) chownSync(path, user.uid, user.gid)
}

const bases = ['/var/lib/serika-platform', '/var/tmp/serika-platform', join(tmpdir(), 'serika-platform')]

function hashOf(dir: string): string {
  return createHash('sha256').update(dir).digest('hex').slice(0, 16)
}

/** A directory of ours that the server's user may enter. */
function openOutside(name: string, user: ServerUser): string {
  for (const base of bases) {
    const outside = join(base, name)
    try {
      mkdirSync(outside, { recursive: true })
      for (const path of [base, outside]) chmodSync(path, 0o755)
      if (userMay(user, '-x', outside)) return outside
    } catch {
      continue
    }
  }
  throw new Error(
    `PostgreSQL's user may not enter this project, nor could a directory be made for it in ${bases.join(', ')}. Set DATABASE_URL, or move the project.`,
  )
}

/** Data whose `.data` is gone belong to nobody any more, nor does a server that still runs on them. */
function removeOrphans(outside: string, id: string): void {
  for (const entry of readdirSync(outside)) {
    if (!entry.startsWith('data-') || entry.startsWith(`data-${id}`)) continue
    const server = runningPostmaster(join(outside, entry))
    if (server) process.kill(server.pid, 'SIGQUIT')
    rmSync(join(outside, entry), { recursive: true, force: true })
  }
}

/** One copy for all data directories of the project. */
function copyBinaries({ root, version }: Binaries, user: ServerUser): string {
  const home = openOutside(hashOf(root), user)
  const copy = join(home, `postgresql-${version}`)
  if (!runs(user, copy)) {
    const unfinished = join(home, `unfinished-${process.pid}`)
    cpSync(root, unfinished, { recursive: true, verbatimSymlinks: true })
    openToAll(unfinished)
    rmSync(copy, { recursive: true, force: true })
    renameSync(unfinished, copy)
  }
  return copy
}

function openToAll(path: string): void {
  chmodSync(path, 0o755)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) openToAll(join(path, entry.name))
    else if (entry.isFile()) chmodSync(join(path, entry.name), 0o755)
  }
}

function runs(user: ServerUser, root: string): boolean {
  return (
    userMay(user, '-x', join(root, 'bin', 'postgres')) &&
    userMay(user, '-r', join(root, 'share', 'postgresql', 'postgres.bki'))
  )
}

/** The text of a file of ours, written once with `make`. */
function keep(path: string, make: () => string): string {
  if (!existsSync(path) || readFileSync(path, 'utf8') === '') writeFileSync(path, make(), { mode: 0o600 })
  return readFileSync(path, 'utf8')
}
