import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/db/embedded'
import { forgetDemo } from './demo'
import type { Options } from './options'
import type { Progress } from './progress'

export interface KeptDatabase {
  readonly url: string
  stop(): Promise<void>
}

const lookEveryMs = 1_000

/** Starts the embedded PostgreSQL and keeps it running: killed, it is started again on the same port. */
export async function keepDatabase(options: Options, progress: Progress): Promise<KeptDatabase> {
  const { dataDir, throwaway } = options
  const settings = {
    dir: join(dataDir, 'postgres'),
    logFile: join(dataDir, 'logs', 'postgres.log'),
    throwaway: throwaway ? dataDir : undefined,
    say: progress.say,
  }
  let server: EmbeddedPostgres = await startEmbeddedPostgres(settings)
  if (server.isNew) forgetDemo(dataDir)
  let stopping = false
  const watching = watch()

  async function watch(): Promise<void> {
    while (!stopping) {
      await sleep(lookEveryMs, undefined, { ref: false })
      if (stopping || server.isAlive()) continue
      progress.say('PostgreSQL ended by itself; starting it again')
      server = await startEmbeddedPostgres({ ...settings, port: server.port }).catch((error: unknown) => {
        progress.say(error instanceof Error ? error.message : String(error))
        return server
      })
    }
  }

  return {
    url: server.url(),
    async stop() {
      stopping = true
      await watching
      await server.stop()
    },
  }
}
