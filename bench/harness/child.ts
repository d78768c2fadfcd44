import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { typescriptArgs } from '@/scripts/system/runtime'

const root = join(import.meta.dirname, '..', '..')

export interface Child<Ready> {
  /** What the process said once it was up. */
  readonly ready: Ready
  readonly pid: number
  isRunning(): boolean
  /** Resolves with how it ended: its exit code or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>
  kill(signal: NodeJS.Signals): void
  /** Sends a message to it; its answer to that message. */
  ask<Answer>(message: unknown): Promise<Answer>
}

export interface ChildOptions {
  readonly settings: unknown
  readonly env?: Readonly<Record<string, string>>
  /** Nothing of its standard error is shown: its end may be expected. */
  readonly quiet?: boolean
  /** Run as gateways are in production. */
  readonly fast?: boolean
}

/**
 * Runs a TypeScript file (which calls `runAsChild`) in a process of its own: what a bench kills, or measures apart. It gets its
 * settings as a message and ends with us, however we end. Detached, so that Ctrl-C reaches us alone.
 * @throws when it ends before it says that it is ready
 */
export async function startChild<Ready>(
  file: string,
  { settings, env = {}, quiet = false, fast = false }: ChildOptions,
): Promise<Child<Ready>> {
  const child = spawn(process.execPath, [...typescriptArgs(root, { fast }), file], {
    cwd: root,
    detached: true,
    env: { ...process.env, NODE_ENV: 'production' as const, ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', quiet ? 'ignore' : 'inherit', 'ipc'],
  })
  const ended = new Promise<number | NodeJS.Signals>(resolve => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 1))
  })
  child.on('error', () => undefined)
  child.send(settings as object)
  const early = ended.then(how => {
    throw new Error(`${file} ended before it was ready (${how})`)
  })
  const ready = await Promise.race([nextMessage<Ready>(child), early])
  return {
    ready,
    pid: child.pid ?? 0,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    ended,
    kill: signal => void child.kill(signal),
    ask: async <Answer>(message: unknown) => {
      const answer = nextMessage<Answer>(child)
      child.send(message as object)
      return Promise.race([
        answer,
        ended.then(how => {
          throw new Error(`${file} ended (${how}) before it answered`)
        }),
      ])
    },
  }
}

/** Both ends are of one build: what the file sends is what its caller names. */
function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise(resolve => child.once('message', message => resolve(message as T)))
}

/**
 * The other end: takes the settings, does its work, says what it is ready with, and goes on until it is told to stop or the
 * parent is gone. `onMessage` answers later messages, one answer each.
 */
export function runAsChild<Settings>(
  start: (
    settings: Settings,
  ) => Promise<{ ready: unknown; onMessage?: (message: unknown) => Promise<unknown> }>,
): void {
  process.on('disconnect', () => process.exit(1))
  process.once('message', settings => {
    start(settings as Settings)
      .then(({ ready, onMessage }) => {
        if (onMessage) process.on('message', message => void onMessage(message).then(send))
        send(ready)
      })
      .catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
        process.exit(1)
      })
  })
}

function send(message: unknown): void {
  process.send?.(message)
}
