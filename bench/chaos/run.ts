import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Evidence } from '@/bench/chaos/evidence'
import type { Blow } from '@/bench/chaos/plan'
import { createAccount, type BenchAccount } from '@/bench/harness/accounts'
import { readBill, readJsonLines } from '@/bench/harness/bill'
import { startChild } from '@/bench/harness/child'
import { benchSettings, GatewayFleet } from '@/bench/harness/gateways'
import { readLedger } from '@/bench/harness/ledger'
import type { Attempt } from '@/bench/harness/load/client'
import type { LoadSettings } from '@/bench/harness/load-process'
import { pick, randomFrom } from '@/bench/harness/random'
import type { World } from '@/bench/harness/world'
import { fenceStale, reclaimFenced } from '@/lib/gateways/commands'

export interface ChaosOptions {
  readonly blows: readonly Blow[]
  readonly seed: number
  readonly holdLastBytes: boolean
}

const gateways = 3
const connections = 48
const fenceAfterMs = 2_000
/** In dollars, a month's; some are met in the middle of the run. */
const limits = ['0.05', '0.5', '2', null, null, null]

/** Runs a load on real gateways, deals the blows, lets everything come to rest, and gathers what each side has on record. */
export async function runChaos(world: World, options: ChaosOptions): Promise<Evidence> {
  const { database, upstreamUrl } = world
  const accounts = await createAccounts(world)
  const fleet = await GatewayFleet.start({
    count: gateways,
    settings: benchSettings(database.url, upstreamUrl, {
      heartbeatMs: 300,
      fenceAfterMs,
      settleWithinMs: 1_500,
      leaseWithinMs: 2_000,
      drainWithinMs: 5_000,
      holdLastBytes: options.holdLastBytes,
    }),
  })
  const logFile = world.file(`clients-${options.seed}-${options.holdLastBytes ? 'held' : 'not-held'}.jsonl`)
  const load = await startChild<null>(join(import.meta.dirname, '..', 'harness', 'load-process.ts'), {
    settings: loadSettings(fleet.urls, accounts, options.seed, logFile),
  })
  const worker = reclaimNowAndThen(world)
  const kills = await deal(world, fleet, options)
  await sleep(1_000)
  await load.ask('stop')
  load.kill('SIGTERM')
  await fleet.stop({ kill: [0] })
  await worker.stop()
  await sleep(fenceAfterMs + 500)
  await fenceStale(database.db)
  await reclaimFenced(database.db)
  const ids = accounts.map(({ accountId }) => accountId)
  return {
    accounts,
    attempts: readJsonLines<Attempt>(logFile),
    bill: readBill(world.billFile).filter(line => ids.some(id => id === line.account)),
    ledger: await readLedger(database.db, ids),
    kills,
    fenced: fleet.endedByThemselves,
  }
}

async function createAccounts({ database }: World): Promise<BenchAccount[]> {
  const accounts: BenchAccount[] = []
  for (const limit of limits)
    accounts.push(
      await createAccount(database.db, limit === null ? null : BigInt(Math.round(Number(limit) * 1e9))),
    )
  return accounts
}

function loadSettings(
  targets: readonly string[],
  accounts: readonly BenchAccount[],
  seed: number,
  logFile: string,
): LoadSettings {
  return {
    targets,
    callers: accounts.map(({ accountId, secret }) => ({ account: accountId, secret })),
    connections,
    mix: {
      weights: { short: 10, n: 2, tools: 2, images: 1, reasoning: 2, long_context: 0, image: 2 },
      streaming: 0.5,
      hangingUp: 0.08,
      longestAnswer: 60,
    },
    seed,
    logFile,
    refusalsUntilHome: null,
  }
}

/**
 * Kills at random, starts again what was killed, and counts. At least two gateways serve before a blow, so that it hits
 * something.
 */
async function deal(
  { database }: World,
  fleet: GatewayFleet,
  { blows, seed }: ChaosOptions,
): Promise<Evidence['kills']> {
  const random = randomFrom(seed + 1)
  const kills = { gateways: 0, databases: 0 }
  for (const blow of blows) {
    await sleep(blow.afterMs)
    await fleet.untilUp(gateways - 1)
    if (blow.kind === 'database') {
      database.kill()
      kills.databases += 1
      await sleep(blow.outageMs)
    }
    // After a long outage they may all have ended themselves.
    if (fleet.up.length > 0) {
      fleet.kill(pick(random, fleet.up))
      kills.gateways += 1
    }
    if (blow.kind === 'database') await database.restart()
  }
  return kills
}

/** What the worker does every few seconds, oftener: fences who went silent, takes back what they did not spend. */
function reclaimNowAndThen({ database }: World): { stop(): Promise<void> } {
  let stopping = false
  const running = (async () => {
    while (!stopping) {
      try {
        await fenceStale(database.db)
        await reclaimFenced(database.db)
      } catch {
        // The database is away; so it is for the real worker.
      }
      await sleep(200)
    }
  })()
  return {
    stop: () => {
      stopping = true
      return running
    },
  }
}
