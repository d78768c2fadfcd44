import { openDb } from '@/db/client'
import { getPlatformNow } from '@/lib/clock/queries'
import { env, EnvError } from '@/lib/env'
import { createLog } from '@/lib/log'
import { createMailer } from '@/lib/mail/send'
import { stripe } from '@/lib/stripe/client'
import { startJobs } from '@/worker/boss'
import type { WorkerDeps } from '@/worker/deps'
import { ImageProviders } from '@/worker/jobs/image-providers'
import { Runner } from '@/worker/runner'
import { startServer } from '@/worker/server'

/** The background jobs' process: see `schedule.ts` for what it does by itself. */
async function main(): Promise<void> {
  const settings = env()
  const log = createLog('worker', settings.logLevel)
  const { db, close } = openDb(settings.databaseUrl, { name: 'serika-worker', max: 12 })
  const mailer = createMailer({
    smtpUrl: settings.mail.smtpUrl,
    from: settings.mail.from,
    origin: settings.appUrl,
    secret: settings.linkSecret,
  })
  const deps: WorkerDeps = {
    db,
    stripe: stripe(),
    mailer,
    images: new ImageProviders(settings.upstreams),
    log,
    now: () => getPlatformNow(db, settings.mode),
  }
  const runner = new Runner(deps)
  const jobs = await startJobs(settings.databaseUrl, deps, runner)
  const server = await startServer({
    db,
    log,
    host: settings.bindAddress,
    port: settings.workerPort,
    controlToken: settings.mode === 'demo' ? (settings.sandbox?.controlToken ?? null) : null,
    status: () => runner.status(),
    tick: () => jobs.tick(),
  })
  log.info({ port: settings.workerPort }, 'worker is at work')
  const stop = async (signal: string) => {
    log.info({ signal }, 'asked to stop')
    server.close()
    server.closeIdleConnections()
    await jobs.stop()
    mailer.close()
    await close()
  }
  const end = (signal: string) => {
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'did not stop in order')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
}

main().catch((error: unknown) => {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`)
  else createLog('worker', 'info').fatal({ err: error }, 'could not start')
  process.exit(1)
})
