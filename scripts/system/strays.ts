import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf } from '@/db/embedded/process-table'

interface Recorded {
  readonly pid: number
  readonly entry: string
}

/** Keeps the numbers of the running processes, for a start after everything was killed. */
export function recordProcesses(file: string, processes: readonly Recorded[]): void {
  writeFileSync(file, processes.map(({ pid, entry }) => `${pid} ${entry}\n`).join(''))
}

/**
 * Ends processes that an earlier, killed supervisor left behind. They notice by themselves that it is gone and are ending; this waits for
 * them, since they still hold their ports, and after `graceMs` ends them by force.
 */
export async function endStrays(file: string, graceMs: number): Promise<void> {
  const strays = read(file).filter(({ pid, entry }) => commandOf(pid).includes(entry))
  const alive = () => strays.filter(({ pid, entry }) => commandOf(pid).includes(entry))
  const deadline = performance.now() + graceMs
  for (const { pid } of alive()) process.kill(pid, 'SIGTERM')
  while (alive().length > 0 && performance.now() < deadline) await sleep(50)
  for (const { pid } of alive()) process.kill(pid, 'SIGKILL')
  while (alive().length > 0) await sleep(20)
  rmSync(file, { force: true })
}

function read(file: string): Recorded[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap(line => {
      const [, pid, entry] = /^(\d+) (.+)$/.exec(line) ?? []
      return pid && entry ? [{ pid: Number(pid), entry }] : []
    })
}
