import type { Profiler } from 'node:inspector'
import { join } from 'node:path'
import { measure, type Form } from '@/bench/gateway/measure'
import { features } from '@/bench/gateway/profile/features'
import type { ProfileOrder } from '@/bench/gateway/profile/profiled-gateway-process'
import { sharesOf } from '@/bench/gateway/profile/shares'
import { gatewayPath, startFoundations, type Subject } from '@/bench/gateway/subjects'
import { forms } from '@/bench/gateway/verdict'
import { startChild } from '@/bench/harness/child'
import type { GatewayProcessSettings } from '@/bench/harness/gateway-process'
import { benchSettings } from '@/bench/harness/gateways'
import { printTable } from '@/bench/harness/table'

const root = join(import.meta.dirname, '..', '..', '..')
const connections = 64

/**
 * Prints what a request's CPU time in the gateway goes to, by feature, and what part of the pass-through's throughput would be
 * left with each feature on top of those before. CPU per request is measured without the profiler, its parts with it.
 */
export async function profileGateway(forMs: number): Promise<void> {
  const { database, upstreamUrl, passThrough, keys, stop } = await startFoundations()
  const child = await startChild<{ port: number }>(join(import.meta.dirname, 'profiled-gateway-process.ts'), {
    settings: {
      gateway: benchSettings(database.url, upstreamUrl),
      logLevel: 'info',
    } satisfies GatewayProcessSettings,
    fast: true,
  })
  const gateway: Subject = {
    name: 'gateway',
    pid: child.pid,
    port: child.ready.port,
    path: gatewayPath,
    headers: keys,
  }
  const order = { kind: 'saturate', connections, forMs } as const
  const options = { warmUpMs: Math.max(3_000, forMs / 2), database }
  for (const form of forms) {
    const bare = await measure(passThrough, form, order, options)
    const { cpuMsPerRequest } = await measure(gateway, form, order, options)
    await child.ask('profile' satisfies ProfileOrder)
    await measure(gateway, form, order, options)
    const shares = sharesOf(await child.ask<Profiler.Profile>('report' satisfies ProfileOrder), root)
    show(form, shares, { gateway: cpuMsPerRequest, passThrough: bare.cpuMsPerRequest })
  }
  child.kill('SIGKILL')
  await stop()
}

function show(
  form: Form,
  shares: ReturnType<typeof sharesOf>,
  cpuMs: { readonly gateway: number; readonly passThrough: number },
): void {
  let soFar = 0
  const rows = features.map(feature => {
    const share = shares.get(feature) ?? 0
    soFar += share * cpuMs.gateway
    return [
      feature,
      (share * cpuMs.gateway * 1_000).toFixed(0),
      `${(share * 100).toFixed(1)} %`,
      soFar > 0 ? (cpuMs.passThrough / soFar).toFixed(2) : '',
    ]
  })
  printTable(
    `${form === 'plain' ? 'Plain answers' : 'Streams'}, ${connections} connections: the pass-through's CPU is ${(cpuMs.passThrough * 1_000).toFixed(0)} µs per request`,
    ['feature', 'CPU µs/request', 'share', 'pass-through over all so far'],
    rows,
  )
}
