import { fork } from 'node:child_process'
import { dirname, join } from 'node:path'
import { z } from 'zod'

const ready = z.object({
  type: z.literal('ready'),
  appUrl: z.url(),
  apiBaseUrl: z.url(),
  sandboxUrl: z.url(),
  dataDir: z.string(),
  demo: z
    .object({ email: z.string(), password: z.string(), apiKey: z.string(), model: z.string() })
    .nullable(),
})

/** Where a running system answers, where it keeps its data, and who may sign in. */
export type Addresses = Omit<z.infer<typeof ready>, 'type'>

export interface TestSystem extends Addresses {
  stop(): Promise<void>
}

export interface SystemOptions {
  /** Whether to fill it with demo data. */
  readonly seed?: boolean
  /** Settings of lib/env.ts that differ from the demo's. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * Starts a whole system of its own, as `npm start` does: embedded database, sandbox, gateway, worker and web on free ports, all of it
 * gone afterwards, even if this process is killed. Only addresses on this machine ever come out of it.
 * @throws with the system's output when it does not come up
 */
export async function startSystem({ seed = false, settings = {} }: SystemOptions = {}): Promise<TestSystem> {
  const root = dirname(import.meta.dirname)
  const args = [
    'scripts/start.ts',
    '--throwaway',
    seed ? '--seed' : '--no-seed',
    ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
  ]
  const child = fork(join(root, 'scripts', 'bootstrap.mjs'), args, { cwd: root, silent: true, execArgv: [] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => output.push(String(chunk)))
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const addresses = await new Promise<Addresses>((resolve, reject) => {
    child.once('message', message => resolve(ready.parse(message)))
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`The system did not start:\n${output.join('')}`)))
  })
  return {
    ...addresses,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
