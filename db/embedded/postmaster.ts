import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandOf } from './process-table'

/** What a running server writes into `postmaster.pid` in its data directory. */
export interface Postmaster {
  readonly pid: number
  readonly dataDir: string
  readonly port: number
  readonly status: 'starting' | 'ready' | 'stopping' | 'unknown'
}

export function pidFile(dataDir: string): string {
  return join(dataDir, 'postmaster.pid')
}

/** Reads the eight lines of a `postmaster.pid`; null for a file that is empty or cut short, as a crash can leave it. */
export function parsePostmaster(text: string): Postmaster | null {
  const [pid, dataDir, , port, , , , status = ''] = text.split('\n').map(line => line.trim())
  if (!dataDir || !/^\d+$/.test(pid ?? '') || !/^\d+$/.test(port ?? '')) return null
  return { pid: Number(pid), dataDir, port: Number(port), status: toStatus(status) }
}

function toStatus(word: string): Postmaster['status'] {
  return word === 'starting' || word === 'ready' || word === 'stopping' ? word : 'unknown'
}

/** The server that holds `dataDir` at this moment, or null: a file left by one that was killed does not count. */
export function runningPostmaster(dataDir: string): Postmaster | null {
  const postmaster = parsePostmaster(read(pidFile(dataDir)))
  return postmaster && isServerOf(postmaster.pid, dataDir) ? postmaster : null
}

/** Whether process `pid` is a PostgreSQL started on `dataDir`, and not some other process that got its number. */
export function isServerOf(pid: number, dataDir: string): boolean {
  const command = commandOf(pid)
  return command.includes('postgres') && command.includes(dataDir)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
