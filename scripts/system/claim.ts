import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeEmbeddedPostgres } from '@/db/embedded'
import { takeLock } from './lock'
import type { Options } from './options'
import type { Progress } from './progress'
import { endStrays } from './strays'

/** How to take down what was started, the last first. */
export type Undo = (() => Promise<void> | void)[]

/** Makes the data directory ours alone, without anything that a killed run left running. */
export async function claim(options: Options, progress: Progress, undo: Undo): Promise<void> {
  const { dataDir } = options
  mkdirSync(join(dataDir, 'logs'), { recursive: true })
  try {
    accessSync(dataDir, constants.W_OK)
  } catch {
    throw new Error(`${dataDir} belongs to another user. Start as that user, or delete it.`)
  }
  let told = false
  const release = await takeLock(join(dataDir, 'lock'), {
    waitMs: 10_000,
    holder: 'scripts/',
    onWait: pid => {
      if (!told) progress.say(`Another start (process ${pid}) runs here; waiting for it to end`)
      told = true
    },
  })
  undo.push(release)
  await endStrays(join(dataDir, 'processes'), 5_000)
  if (options.reset) await progress.step('Deleting all data', () => deleteData(dataDir))
}

async function deleteData(dataDir: string): Promise<void> {
  await removeEmbeddedPostgres(join(dataDir, 'postgres'))
  for (const entry of readdirSync(dataDir)) {
    if (entry !== 'lock') rmSync(join(dataDir, entry), { recursive: true, force: true })
  }
  mkdirSync(join(dataDir, 'logs'), { recursive: true })
}
