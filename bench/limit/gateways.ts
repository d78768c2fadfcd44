import { setTimeout as sleep } from 'node:timers/promises'
import { createAccount } from '@/bench/harness/accounts'
import { readBill, type BillLine } from '@/bench/harness/bill'
import { disagreement, sumNanos } from '@/bench/harness/compare'
import type { GatewayFleet } from '@/bench/harness/gateways'
import { readLedger, type LedgerFacts } from '@/bench/harness/ledger'
import type { Attempt } from '@/bench/harness/load/client'
import { nanosOf } from '@/bench/harness/prices'
import type { World } from '@/bench/harness/world'
import { askForEverything, askForLittle } from '@/bench/limit/load'

/** What a variant let through, by the upstream's bill. */
export interface Spending {
  readonly attempts: readonly Attempt[]
  readonly bill: readonly BillLine[]
  readonly billedNanos: bigint
  /** What we bear of it. */
  readonly absorbedNanos: bigint
  /** Requests on the bill that the ledger does not have, or has otherwise. */
  readonly wrong: readonly string[]
  /** Events whose tokens we counted ourselves. */
  readonly estimated: number
}

const settledWithinMs = 30_000

/** Asks real gateways for all they give to an account with this limit, first for everything, then for what still fits. */
export async function spendThroughGateways(
  world: World,
  fleet: GatewayFleet,
  { limitNanos, seed }: { readonly limitNanos: bigint; readonly seed: number },
): Promise<Spending> {
  const { accountId, secret } = await createAccount(world.database.db, limitNanos)
  const asking = { targets: fleet.urls, caller: { account: accountId, secret }, seed }
  const attempts = [
    ...(await askForEverything({ ...asking, logFile: world.file(`everything-${seed}.jsonl`) })),
    ...(await askForLittle({ ...asking, logFile: world.file(`little-${seed}.jsonl`) })),
  ]
  const { bill, ledger } = await settled(world, accountId)
  const lineOf = new Map(bill.map(line => [line.requestId, line]))
  const known = new Set<string | null>(ledger.events.map(({ id }) => id))
  return {
    attempts,
    bill,
    billedNanos: sumNanos(bill.map(nanosOf)),
    absorbedNanos: sumNanos(ledger.events.map(event => event.absorbedNanos)),
    wrong: [
      ...bill.flatMap(({ id, requestId }) =>
        known.has(requestId) ? [] : [`${id} is billed and has no event`],
      ),
      ...ledger.events.flatMap(event => disagreement(event, lineOf.get(event.id))),
      ...ledger.differences,
    ],
    estimated: ledger.events.filter(({ estimated }) => estimated).length,
  }
}

/** Those who hung up are gone, but what they asked for may still be under way: waits until every line of the bill has its event. */
async function settled(
  world: World,
  accountId: `acc_${string}`,
): Promise<{ bill: BillLine[]; ledger: LedgerFacts }> {
  const deadline = performance.now() + settledWithinMs
  for (let before = -1; ;) {
    const bill = readBill(world.billFile).filter(({ account }) => account === accountId)
    const ledger = await readLedger(world.database.db, [accountId])
    const known = new Set<string | null>(ledger.events.map(({ id }) => id))
    const isQuiet = bill.length === before && bill.every(({ requestId }) => known.has(requestId))
    if (isQuiet || performance.now() > deadline) return { bill, ledger }
    before = bill.length
    await sleep(1_000)
  }
}
