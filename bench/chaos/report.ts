import type { Evidence } from '@/bench/chaos/evidence'
import type { Check } from '@/bench/chaos/verdict'
import { sumNanos } from '@/bench/harness/compare'
import { nanosOf } from '@/bench/harness/prices'
import { printTable } from '@/bench/harness/table'
import { formatUsdExact } from '@/lib/money'

/** Prints what happened in a run, and what was found. */
export function report(title: string, evidence: Evidence, checks: readonly Check[]): void {
  const { attempts, ledger, bill, kills, fenced } = evidence
  const costOf = new Map<string | null, bigint>(
    ledger.events.map(({ id, costNanos, absorbedNanos }) => [id, costNanos + absorbedNanos]),
  )
  const lost = bill.filter(line => !costOf.get(line.requestId) && nanosOf(line) > 0n)
  const absorbed = sumNanos(ledger.events.map(event => event.absorbedNanos))
  const complete = attempts.filter(({ outcome }) => outcome === 'complete')
  printTable(
    title,
    ['what happened', 'count', ''],
    [
      ['gateways killed', String(kills.gateways), ''],
      ['databases killed', String(kills.databases), ''],
      ['gateways that were fenced and ended themselves', String(fenced), ''],
      ['requests', String(attempts.length), ''],
      ['  complete, plain', String(complete.filter(({ streamed }) => !streamed).length), ''],
      ['  complete, streamed', String(complete.filter(({ streamed }) => streamed).length), ''],
      ...tally(
        attempts
          .filter(({ outcome }) => outcome !== 'complete')
          .map(({ outcome, errorCode }) => `  ${outcome}${errorCode ? ` ${errorCode}` : ''}`),
      ),
      ['events', String(ledger.events.length), usd(sumNanos(ledger.events.map(event => event.costNanos)))],
      ['  estimated by us', String(ledger.events.filter(({ estimated }) => estimated).length), ''],
      [
        '  absorbed',
        String(ledger.events.filter(({ absorbedNanos }) => absorbedNanos > 0n).length),
        usd(absorbed),
      ],
      ["lines of the upstream's bill", String(bill.length), usd(sumNanos(bill.map(nanosOf)))],
      [
        '  charged to nobody: the gateway was killed or fenced',
        String(lost.length),
        usd(sumNanos(lost.map(nanosOf))),
      ],
    ],
  )
  printTable(
    'What must not be',
    ['', 'found'],
    checks.map(({ what, found }) => [what, String(found.length)]),
  )
  for (const { what, found } of checks)
    for (const example of found.slice(0, 5)) console.log(`  ${what}: ${example}`)
}

function tally(names: readonly string[]): string[][] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => [name, String(count), ''])
}

function usd(nanos: bigint): string {
  return formatUsdExact(nanos)
}
