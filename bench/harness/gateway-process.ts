import { runAsChild } from '@/bench/harness/child'
import { startGateway } from '@/gateway/server'
import type { GatewaySettings } from '@/gateway/settings'
import { createLog } from '@/lib/log'

export interface GatewayProcessSettings {
  readonly gateway: GatewaySettings
  readonly logLevel: string
}

/** One gateway, as `gateway/main.ts` runs it, but with its settings passed in. */
runAsChild<GatewayProcessSettings>(async ({ gateway, logLevel }) => {
  const running = await startGateway(gateway, createLog('gateway', logLevel))
  running.gateway.tokens.warmUp()
  process.once('SIGTERM', () => {
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
  void running.fenced.then(() => process.exit(1))
  return { ready: { port: running.port, id: running.gateway.id } }
})
