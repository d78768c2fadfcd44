import { collectDefaultMetrics } from 'prom-client'
import { startGateway } from '@/gateway/server'
import { toSettings } from '@/gateway/settings'
import { env, EnvError } from '@/lib/env'
import { createLog } from '@/lib/log'

/** The Customer API's process. Ends itself with code 1 when the ledger has fenced it; whoever supervises it starts a new one. */
async function main(): Promise<void> {
  const settings = toSettings(env())
  const log = createLog('gateway', env().logLevel)
  const running = await startGateway(settings, log)
  collectDefaultMetrics({ register: running.gateway.metrics.registry })
  running.gateway.tokens.warmUp()
  const stop = (signal: string) => {
    log.info({ signal }, 'asked to stop')
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'did not stop in order')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', () => stop('SIGTERM'))
  process.once('SIGINT', () => stop('SIGINT'))
  await running.fenced
  process.exit(1)
}

main().catch((error: unknown) => {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`)
  else createLog('gateway', 'info').fatal({ err: error }, 'could not start')
  process.exit(1)
})
