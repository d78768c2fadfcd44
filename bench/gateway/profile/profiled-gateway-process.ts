import type { Profiler } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import { runAsChild } from '@/bench/harness/child'
import type { GatewayProcessSettings } from '@/bench/harness/gateway-process'
import { startGateway } from '@/gateway/server'
import { createLog } from '@/lib/log'

export type ProfileOrder = 'profile' | 'report'

const intervalMicroseconds = 500

/** A gateway that can be told to watch itself: `profile` begins, `report` ends and answers with the profile. */
runAsChild<GatewayProcessSettings>(async ({ gateway, logLevel }) => {
  const running = await startGateway(gateway, createLog('gateway', logLevel))
  running.gateway.tokens.warmUp()
  const session = new Session()
  session.connect()
  return {
    ready: { port: running.port },
    onMessage: async message => {
      if ((message as ProfileOrder) === 'report') return report(session)
      await session.post('Profiler.enable')
      await session.post('Profiler.setSamplingInterval', { interval: intervalMicroseconds })
      await session.post('Profiler.start')
      return null
    },
  }
})

async function report(session: Session): Promise<Profiler.Profile> {
  const { profile } = await session.post('Profiler.stop')
  await session.post('Profiler.disable')
  return profile
}
