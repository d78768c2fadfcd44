import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import type { BenchDatabase } from '@/bench/harness/database'

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** User and system time of a process and its threads so far, in milliseconds. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may hold anything; the fields after it are numbers.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000
}

/** Transactions committed in the database so far, whoever made them. Backends report theirs when they are idle for a moment. */
export async function transactionsOf({ db }: BenchDatabase): Promise<number> {
  const { rows } = await db.$client.query<{ commits: string }>(
    'SELECT xact_commit AS commits FROM pg_stat_database WHERE datname = current_database()',
  )
  return Number(rows[0]?.commits ?? 0)
}
