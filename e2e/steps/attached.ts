import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Addresses } from '@/e2e/system'

const run = promisify(execFile)
const root = dirname(dirname(import.meta.dirname))

/** Runs a script beside the system, in its environment: what it said. */
export async function attached({ dataDir }: Addresses, script: string, ...args: string[]): Promise<string> {
  const bootstrap = join(root, 'scripts', 'bootstrap.mjs')
  const { stdout } = await run(
    process.execPath,
    [bootstrap, '--attach', script, '--data-dir', dataDir, ...args],
    { cwd: root },
  )
  return stdout
}
