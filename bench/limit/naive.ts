import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBill } from '@/bench/harness/bill'
import { startChild } from '@/bench/harness/child'
import { sumNanos } from '@/bench/harness/compare'
import { nanosOf } from '@/bench/harness/prices'
import type { World } from '@/bench/harness/world'
import type { Spending } from '@/bench/limit/gateways'
import { askForEverything } from '@/bench/limit/load'
import type { NaiveSettings } from '@/bench/limit/naive-process'

const restMs = 3_000

/** The same load through a proxy that checks first and charges after. */
export async function spendThroughNaive(
  world: World,
  { limitNanos, seed }: { readonly limitNanos: bigint; readonly seed: number },
): Promise<Spending> {
  const account = `acc_${randomBytes(16).toString('hex')}`
  const { database, upstreamUrl } = world
  const proxy = await startChild<{ url: string }>(join(import.meta.dirname, 'naive-process.ts'), {
    settings: { databaseUrl: database.url, upstreamUrl, limitNanos } satisfies NaiveSettings,
  })
  const attempts = await askForEverything({
    targets: [proxy.ready.url],
    caller: { account, secret: 'none' },
    seed,
    logFile: world.file(`naive-${seed}.jsonl`),
  })
  await sleep(restMs)
  proxy.kill('SIGTERM')
  const bill = readBill(world.billFile).filter(line => line.account === account)
  return {
    attempts,
    bill,
    billedNanos: sumNanos(bill.map(nanosOf)),
    absorbedNanos: 0n,
    wrong: [],
    estimated: 0,
  }
}
