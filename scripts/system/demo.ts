import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Options } from './options'
import type { Plan } from './processes'
import type { Progress } from './progress'

const account = z.object({ email: z.string(), password: z.string(), apiKey: z.string(), model: z.string() })
export type DemoAccount = z.infer<typeof account>

/** The account that the demo data belong to, as the seed left it; null before that. */
export function demoAccount(dataDir: string): DemoAccount | null {
  const file = join(dataDir, 'demo.json')
  return existsSync(file) ? account.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}

/** For a database that is new: the account of the one before it is not in there. */
export function forgetDemo(dataDir: string): void {
  rmSync(join(dataDir, 'demo.json'), { force: true })
}

/** Fills the system with demo data through its own commands, once. */
export async function seedDemo(
  { root, dataDir }: Options,
  plan: Plan,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  if (demoAccount(dataDir)) return
  await progress.step('Making demo data (once)', () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(root, 'db', 'seed.ts'), '--out', join(dataDir, 'demo.json')],
      {
        cwd: root,
        env: { ...process.env, ...plan.env, NODE_ENV: 'production' },
        stdio: ['ignore', 'pipe', 'pipe'],
        signal,
      },
    )
    const errors: string[] = []
    createInterface({ input: child.stdout }).on('line', progress.say)
    child.stderr.on('data', chunk => errors.push(String(chunk)))
    return new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', code =>
        code === 0 ? resolve() : reject(new Error(`The demo data could not be made:\n${errors.join('')}`)),
      )
    })
  })
}
