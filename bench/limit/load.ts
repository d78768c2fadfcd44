import { join } from 'node:path'
import { startChild } from '@/bench/harness/child'
import { readJsonLines } from '@/bench/harness/bill'
import type { Attempt, Caller } from '@/bench/harness/load/client'
import type { Mix } from '@/bench/harness/load/mix'
import type { LoadSettings } from '@/bench/harness/load-process'

/** Everything at once: long prompts, several answers, tools, images both ways, and clients that hang up. */
const everything: Mix = {
  weights: { short: 30, n: 8, tools: 8, images: 5, reasoning: 8, long_context: 1, image: 5 },
  streaming: 0.5,
  hangingUp: 0.1,
  longestAnswer: 120,
}
/** What still fits when hardly anything does. */
const small: Mix = {
  weights: { short: 1, n: 0, tools: 0, images: 0, reasoning: 0, long_context: 0, image: 0 },
  streaming: 0.5,
  hangingUp: 0,
  longestAnswer: 20,
}
const refusalsUntilHome = 5

interface Asking {
  readonly targets: readonly string[]
  readonly caller: Caller
  readonly seed: number
  readonly logFile: string
}

/** 256 clients ask for everything until they are refused for good. */
export function askForEverything(asking: Asking): Promise<Attempt[]> {
  return run(asking, { connections: 256, mix: everything })
}

/** 64 clients ask for little until they are refused for good: now nothing more can be had. */
export function askForLittle(asking: Asking): Promise<Attempt[]> {
  return run(asking, { connections: 64, mix: small })
}

async function run(
  { targets, caller, seed, logFile }: Asking,
  how: Pick<LoadSettings, 'connections' | 'mix'>,
): Promise<Attempt[]> {
  const load = await startChild<null>(join(import.meta.dirname, '..', 'harness', 'load-process.ts'), {
    settings: { ...how, targets, callers: [caller], seed, logFile, refusalsUntilHome } satisfies LoadSettings,
  })
  await load.ask('wait')
  load.kill('SIGTERM')
  await load.ended
  return readJsonLines<Attempt>(logFile)
}
