import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf } from '@/db/embedded/process-table'

export interface LockOptions {
  /** How long to wait for a holder that may be ending. */
  readonly waitMs: number
  /** Part of the command line of every process that takes this lock, to tell it from another that got its number. */
  readonly holder: string
  onWait?(pid: number): void
}

/**
 * Takes the lock in `file`, or waits for the process that holds it. A lock whose process is gone counts as free.
 * @returns the function that gives it back
 * @throws LockedError when the holder is still there after `waitMs`
 */
export async function takeLock(file: string, { waitMs, holder, onWait }: LockOptions): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true })
  const deadline = performance.now() + waitMs
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    if (write(file)) return () => rmSync(file, { force: true })
    const pid = holderOf(file)
    if (pid === null || !commandOf(pid).includes(holder)) {
      rmSync(file, { force: true })
      continue
    }
    if (performance.now() > deadline) throw new LockedError(pid)
    onWait?.(pid)
    await sleep(pauseMs)
  }
}

export class LockedError extends Error {
  override name = 'LockedError'
  constructor(readonly pid: number) {
    super(`Process ${pid} holds the lock`)
  }
}

/** Written aside and linked into place, so that the file is never there without its content. */
function write(file: string): boolean {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, String(process.pid))
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (existsSync(file)) return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function holderOf(file: string): number | null {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN
  return Number.isInteger(pid) && pid > 0 ? pid : null
}
