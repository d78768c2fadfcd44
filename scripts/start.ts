import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { EnvError } from '@/lib/env'
import { demoAccount } from './system/demo'
import { LockedError } from './system/lock'
import { parseOptions, usage, type Options } from './system/options'
import { createProgress } from './system/progress'
import { report } from './system/report'
import { StartError } from './system/supervise'
import { createSystem } from './system/system'

/** A second Ctrl-C within this time is the same one, which the terminal and npm both pass on. */
const sameSignalMs = 1_500

const root = dirname(import.meta.dirname)
const options = readOptions()
const abort = new AbortController()
const progress = createProgress(process.stdout)
const system = createSystem(options, progress, abort.signal)
let stoppingSince: number | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
process.on('disconnect', stop)

const starting = system.start()
try {
  const env = await starting
  const demo = demoAccount(options.dataDir)
  console.log(report(env, demo, options))
  process.send?.({
    type: 'ready',
    appUrl: env.appUrl,
    apiBaseUrl: env.apiBaseUrl,
    sandboxUrl: env.sandbox?.url,
    dataDir: options.dataDir,
    demo,
  })
} catch (error) {
  if (!abort.signal.aborted) await giveUp(error)
}

function stop(): void {
  const now = performance.now()
  if (stoppingSince !== undefined) {
    if (now - stoppingSince > sameSignalMs) process.exit(1)
    return
  }
  stoppingSince = now
  abort.abort()
  void shutDown()
}

async function shutDown(): Promise<void> {
  console.log('')
  await starting.catch(() => undefined)
  await progress.step('Stopping', () => system.stop())
  process.exit(0)
}

async function giveUp(error: unknown): Promise<never> {
  abort.abort()
  await system.stop()
  console.error(`\n${explain(error)}\n`)
  process.exit(1)
}

function explain(error: unknown): string {
  if (error instanceof LockedError) {
    return `Serika already runs in this directory (process ${error.pid}). Stop that one first.`
  }
  if (error instanceof EnvError || error instanceof StartError) return error.message
  return error instanceof Error ? error.message : String(error)
}

function readOptions(): Options {
  try {
    const parsed = parseOptions(root, process.argv.slice(2))
    if (parsed !== 'help') return parsed.throwaway ? { ...parsed, dataDir: temporary() } : parsed
    console.log(usage)
    return process.exit(0)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return process.exit(2)
  }
}

/** Open to PostgreSQL's user, which is not ours when we are root; secrets in it are not. */
function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'serika-'))
  chmodSync(directory, 0o755)
  return directory
}
