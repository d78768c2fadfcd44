import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEnv, type Env } from '@/lib/env'
import { ensureBuild, isBuilt } from './build'
import { claim, type Undo } from './claim'
import { seedDemo } from './demo'
import type { Options } from './options'
import { makePlan } from './plan'
import { openProcessLog } from './process-log'
import { processesOf, type Plan } from './processes'
import type { Progress } from './progress'
import { restartOnChange } from './restart-on-change'
import { recordProcesses } from './strays'
import { supervise, type ProcessSpec, type Supervised } from './supervise'
import { upgradeDatabase } from './upgrade'

/** The whole system of one data directory: started in order, kept running, stopped in reverse. */
export interface System {
  /** Leads to a system that is up, healthy and seeded; whatever goes wrong, `stop` takes down what was started. */
  start(): Promise<Env>
  stop(): Promise<void>
}

export function createSystem(options: Options, progress: Progress, signal: AbortSignal): System {
  const undo: Undo = []
  const processes: Supervised[] = []
  const file = (name: string) => join(options.dataDir, name)

  async function start(): Promise<Env> {
    await claim(options, progress, undo)
    const plan = await makePlan(options, progress, undo)
    const env = readEnv(plan.env)
    leaveSettings(file('system.env'), plan.env, undo)
    const build = buildUnlessBuilt(options, progress, signal)
    build.catch(() => undefined)
    await progress.step('Bringing the database up to date', () => upgradeDatabase(env))
    signal.throwIfAborted()
    const { early, web } = processesOf(plan)
    undo.push(stopProcesses)
    await Promise.all([
      progress.step(`Starting ${early.map(({ name }) => name).join(', ')}`, () => run(early)),
      build.then(() => {
        signal.throwIfAborted()
        return progress.step('Starting web', () => run([web]))
      }),
    ])
    signal.throwIfAborted()
    if (options.dev) undo.push(restartOnChange(options.root, processes))
    if (options.seed && env.allSandbox) await seedDemo(options, plan, progress, signal)
    return env
  }

  async function run(specs: readonly ProcessSpec[]): Promise<void> {
    const started = specs.map(spec => {
      const echo = options.verbose
        ? (text: string) => process.stdout.write(`[${spec.name}] ${text}`)
        : undefined
      const log = openProcessLog(join(options.dataDir, 'logs', `${spec.name}.log`), echo)
      return supervise(options.root, spec, log, { say: progress.say, onPids: record })
    })
    processes.push(...started)
    record()
    await Promise.all(started.map(one => one.healthy(signal)))
  }

  /** The sandbox goes last: what is still in flight needs the outside world. */
  async function stopProcesses(): Promise<void> {
    const isSandbox = ({ spec }: Supervised) => spec.name === 'sandbox'
    await Promise.all(processes.filter(one => !isSandbox(one)).map(one => one.stop()))
    await Promise.all(processes.filter(isSandbox).map(one => one.stop()))
    record()
  }

  function record(): void {
    const running = processes.flatMap(({ spec, pid }) => {
      const number = pid()
      return number === undefined ? [] : [{ pid: number, entry: join(options.root, spec.entry) }]
    })
    recordProcesses(file('processes'), running)
  }

  return {
    start,
    async stop() {
      for (let step = undo.pop(); step; step = undo.pop()) await step()
      if (options.throwaway) rmSync(options.dataDir, { recursive: true, force: true })
    },
  }
}

async function buildUnlessBuilt(
  { root, dev }: Options,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  if (dev || isBuilt(root)) return
  await progress.step('Building the web app', () => ensureBuild(root, signal))
}

/** For commands that work on the running system. */
function leaveSettings(file: string, env: Plan['env'], undo: Undo): void {
  const lines = Object.entries({ ...env, SYSTEM_PID: String(process.pid) }).map(
    ([name, value]) => `${name}="${value}"`,
  )
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  undo.push(() => rmSync(file, { force: true }))
}
