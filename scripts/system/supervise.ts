import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessLog } from './process-log'
import { typescriptArgs } from './runtime'

export interface ProcessSpec {
  readonly name: string
  /** TypeScript file, relative to the project. */
  readonly entry: string
  readonly args?: readonly string[]
  /** Run by Node itself rather than by tsx: for processes that answer thousands of requests a second. */
  readonly fast?: boolean
  /** The whole environment of the process. */
  readonly env: NodeJS.ProcessEnv
  readonly healthUrl: string
  readonly healthyWithinMs: number
  /** How long it may take to end in order. */
  readonly stopWithinMs: number
  /** Directories whose changes restart it, in development. */
  readonly watch: readonly string[]
}

export interface Supervised {
  readonly spec: ProcessSpec
  pid(): number | undefined
  /** Resolves once the health URL answers 200. @throws StartError when the process ends or time runs out before */
  healthy(signal: AbortSignal): Promise<void>
  /** Ends the present process in order; a new one takes its place. */
  restart(): void
  /** Ends it in order, by force when that takes too long; it stays down. */
  stop(): Promise<void>
}

export class StartError extends Error {
  override name = 'StartError'
}

export interface Hooks {
  say(line: string): void
  onPids(): void
}

const firstPauseMs = 250
const longestPauseMs = 10_000
const steadyAfterMs = 60_000

/**
 * Starts a process and keeps it running: one that ends by itself after it was healthy is started again, after a pause that doubles.
 * It stands in a process group of its own (Ctrl-C reaches us, and we choose the order of stopping) and on a leash: it ends when we are gone.
 */
export function supervise(root: string, spec: ProcessSpec, log: ProcessLog, hooks: Hooks): Supervised {
  let stopping = false
  let restarting = false
  let wasHealthy = false
  let pauseMs = firstPauseMs
  let pause: NodeJS.Timeout | undefined
  let child = launch()
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null

  function launch(): ChildProcess {
    const launched = spawn(process.execPath, commandLine(root, spec), {
      cwd: root,
      env: spec.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    launched.stdout?.on('data', log.write)
    launched.stderr?.on('data', log.write)
    launched.once('error', error => log.write(Buffer.from(`${error.message}\n`)))
    launched.once('exit', (code, signal) => ended(signal ?? `code ${code}`))
    return launched
  }

  function relaunch(): void {
    restarting = false
    child = launch()
    hooks.onPids()
    const present = child
    setTimeout(() => (pauseMs = present === child ? firstPauseMs : pauseMs), steadyAfterMs).unref()
  }

  function ended(how: string): void {
    if (stopping || !wasHealthy) return
    if (restarting) return relaunch()
    hooks.say(`${spec.name} ended by itself (${how}); starting it again. Log: ${log.file}`)
    pause = setTimeout(relaunch, pauseMs)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }

  return {
    spec,
    pid: () => (isRunning() ? child.pid : undefined),
    async healthy(signal) {
      const deadline = performance.now() + spec.healthyWithinMs
      while (!(await answers(spec.healthUrl))) {
        signal.throwIfAborted()
        if (!isRunning()) throw new StartError(`${spec.name} ended before it was ready:\n${log.tail()}`)
        if (performance.now() > deadline) throw new StartError(`${spec.name} does not answer:\n${log.tail()}`)
        await sleep(100)
      }
      wasHealthy = true
    },
    restart() {
      if (stopping || restarting) return
      clearTimeout(pause)
      if (!isRunning()) return relaunch()
      restarting = true
      void end(child, spec.stopWithinMs)
    },
    async stop() {
      stopping = true
      clearTimeout(pause)
      if (isRunning()) await end(child, spec.stopWithinMs)
      log.close()
    },
  }
}

function commandLine(root: string, { entry, args = [], fast = false }: ProcessSpec): string[] {
  return [
    ...typescriptArgs(root, { fast }),
    '--import',
    join(root, 'scripts', 'system', 'leash.mjs'),
    join(root, entry),
    ...args,
  ]
}

async function end(child: ChildProcess, withinMs: number): Promise<void> {
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), withinMs)
  await closed
  clearTimeout(force)
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}
