import type { Evidence } from '@/bench/chaos/evidence'
import type { BillLine } from '@/bench/harness/bill'
import { disagreement, sumNanos } from '@/bench/harness/compare'
import type { LedgerEvent } from '@/bench/harness/ledger'
import { nanosOf } from '@/bench/harness/prices'

/** One thing that must not have happened, and where it did. */
export interface Check {
  readonly what: string
  readonly found: readonly string[]
}

/** Judges a run by the client's log and the upstream's bill; the ledger is what is judged. */
export function judge(evidence: Evidence): Check[] {
  const { attempts, ledger, bill, accounts } = evidence
  const eventOf = new Map(ledger.events.map(event => [event.id, event]))
  const lineOf = new Map(bill.map(line => [line.requestId ?? '', line]))
  const limits = new Map(accounts.map(({ accountId, limitNanos }) => [accountId as string, limitNanos]))
  return [
    { what: 'complete answers without an event', found: answersWithoutEvent(evidence, eventOf) },
    {
      what: 'events counted twice',
      found: [
        ...repeated(ledger.events.map(({ id }) => id)),
        ...repeated(ledger.events.flatMap(({ upstreamId }) => upstreamId ?? [])),
      ],
    },
    {
      what: 'charged although the error said it was not',
      found: attempts.flatMap(({ saysNotCharged, requestId }) => {
        const cost = eventOf.get(requestId ?? '')?.costNanos ?? 0n
        return saysNotCharged && cost > 0n ? [`${requestId}: ${cost} nanos`] : []
      }),
    },
    {
      what: 'events that disagree with the bill',
      found: ledger.events.flatMap(event => disagreement(event, lineOf.get(event.id))),
    },
    { what: 'spent or billed over the limit', found: overLimit(evidence, limits, lineOf) },
    { what: 'sums that differ (events, rollups, shards)', found: ledger.differences },
    { what: 'budgets not the sum of their grants', found: ledger.misallocated },
    {
      what: 'nanos still held after fencing and reclaim',
      found: ledger.heldNanos === 0n ? [] : [String(ledger.heldNanos)],
    },
    {
      what: 'events that could not be stored',
      found: ledger.settlementFailures === 0 ? [] : [String(ledger.settlementFailures)],
    },
  ]
}

/** Invariant 3, from the client's own log. */
export function answersWithoutEvent(
  { attempts }: Pick<Evidence, 'attempts'>,
  eventOf: ReadonlyMap<string, LedgerEvent>,
): string[] {
  return attempts.flatMap(({ outcome, requestId, answerId, target }) => {
    if (outcome !== 'complete') return []
    const event = eventOf.get(requestId ?? '')
    const isIts = event && event.status !== 'failed' && (answerId === null || event.upstreamId === answerId)
    return isIts ? [] : [`${requestId ?? 'no id'} from ${target}`]
  })
}

function overLimit(
  { ledger }: Evidence,
  limits: ReadonlyMap<string, bigint | null>,
  lineOf: ReadonlyMap<string, BillLine>,
): string[] {
  return [...limits].flatMap(([accountId, limit]) => {
    if (limit === null) return []
    const events = ledger.events.filter(event => event.accountId === accountId)
    const spent = sumNanos(events.map(({ costNanos }) => costNanos))
    const billed = sumNanos(
      events.map(({ id, absorbedNanos }) => {
        const line = lineOf.get(id)
        return (line ? nanosOf(line) : 0n) - absorbedNanos
      }),
    )
    return [
      ...(spent > limit ? [`${accountId}: spent ${spent} of ${limit}`] : []),
      ...(billed > limit ? [`${accountId}: billed ${billed} of ${limit}`] : []),
    ]
  })
}

function repeated(ids: readonly string[]): string[] {
  const seen = new Set<string>()
  return ids.filter(id => seen.size === seen.add(id).size)
}
