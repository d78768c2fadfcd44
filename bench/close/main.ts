import { parseArgs } from 'node:util'
import { KillBench, type KillRound } from '@/bench/close/kill-rounds'
import { measureClose, type LoadOptions, type LoadResult } from '@/bench/close/throughput'
import { BenchDatabase } from '@/bench/harness/database'
import { between, randomFrom } from '@/bench/harness/random'
import { printTable } from '@/bench/harness/table'
import { formatCents } from '@/lib/money'
import { endOf, nextPeriod, periodOf, type Period } from '@/lib/period'
import { toTable } from '@/lib/invoices/month/report'

const help = `npm run bench:close -- [options]
  --accounts N    accounts in the month that is closed, 10000 by default
  --latency MS    what an answer of Stripe takes, 50 by default
  --rate N        requests per second, 80 by default; 0: as fast as it goes
  --width N       accounts at the same time, 16 by default
  --too-many N    requests that Stripe answers with 429, 200 by default
  --random N      closes killed at a random moment, 50 by default
  --seed N        of the random moments
  --only load|kill`

const KILLED_ACCOUNTS = 4

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      accounts: { type: 'string', default: '10000' },
      latency: { type: 'string', default: '50' },
      rate: { type: 'string', default: '80' },
      width: { type: 'string', default: '16' },
      'too-many': { type: 'string', default: '200' },
      random: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const database = await BenchDatabase.start()
  // The catalogue begins today, so the month to close is this one, seen from just after its end.
  const period = periodOf(new Date())
  try {
    let good = true
    if (values.only !== 'kill') {
      const options: LoadOptions = {
        accounts: Number(values.accounts),
        latencyMs: Number(values.latency),
        pace: Number(values.rate) === 0 ? null : Number(values.rate),
        width: Number(values.width),
        tooMany: Number(values['too-many']),
      }
      const result = await measureClose(database.db, database.url, period, justAfter(period), options)
      good = reportLoad(options, result)
    }
    if (values.only !== 'load') {
      const rounds = await killRounds(
        database,
        nextPeriod(period),
        Number(values.random),
        Number(values.seed),
      )
      good = reportKills(rounds) && good
    }
    console.log(
      good ? '\nEvery account has exactly its one bill.' : '\nNOT every account has exactly its one bill.',
    )
    return good ? 0 : 1
  } finally {
    await database.stop()
  }
}

function justAfter(period: Period): Date {
  return new Date(endOf(period).getTime() + 600_000)
}

async function killRounds(
  database: BenchDatabase,
  period: Period,
  random: number,
  seed: number,
): Promise<KillRound[]> {
  const bench = await KillBench.start(database.db, database.url, period, justAfter(period))
  try {
    const { calls, ms } = await bench.measure(KILLED_ACCOUNTS)
    const rounds: KillRound[] = []
    for (const hours of [0, 25])
      for (let afterCall = 1; afterCall <= calls; afterCall += 1)
        rounds.push(await bench.round({ afterCall }, hours, KILLED_ACCOUNTS))
    const next = randomFrom(seed)
    for (let i = 0; i < random; i += 1) {
      const afterMs = between(next, 0, Math.ceil(ms))
      rounds.push(await bench.round({ afterMs }, i % 2 === 0 ? 0 : 25, KILLED_ACCOUNTS))
    }
    return rounds
  } finally {
    await bench.stop()
  }
}

function reportLoad(options: LoadOptions, result: LoadResult): boolean {
  const { seconds, summary, calls, totalCalls, payers, faults, callsAgain } = result
  const expectedCents = payers.reduce((sum, { totalCents }) => sum + totalCents, 0)
  printTable(
    `Month close: ${options.accounts} accounts, ${options.latencyMs} ms latency, ${options.pace ?? 'no bound on'} requests/s, ${options.width} at a time`,
    ['measure', 'value'],
    [
      ['seconds', seconds.toFixed(1)],
      ['accounts per second', (summary.accounts / seconds).toFixed(1)],
      ['Stripe calls', String(totalCalls)],
      ['Stripe calls per account', (totalCalls / options.accounts).toFixed(2)],
      ['Stripe calls per second', (totalCalls / seconds).toFixed(1)],
      ['of these answered 429, and repeated', String(options.tooMany)],
      ['Stripe calls of a second close', String(callsAgain)],
      ['billed', formatCents(summary.totalCents)],
      ['expected', formatCents(expectedCents)],
      ['accounts with a fault', String(faults.length)],
    ],
  )
  printTable(
    'Stripe calls',
    ['operation', 'calls'],
    Object.entries(calls).map(([name, n]) => [name, String(n)]),
  )
  console.log(`\n${toTable(summary)}`)
  for (const fault of faults.slice(0, 20)) console.log(`  ! ${fault}`)
  return (
    faults.length === 0 &&
    summary.failures.length === 0 &&
    summary.totalCents === expectedCents &&
    summary.accounts === options.accounts &&
    callsAgain === 0
  )
}

function reportKills(rounds: readonly KillRound[]): boolean {
  const groups = Map.groupBy(
    rounds,
    ({ at, resumedAfterHours }) =>
      `${'afterCall' in at ? 'after each call to Stripe' : 'at a random moment'}, resumed ${resumedAfterHours === 0 ? 'at once' : `${resumedAfterHours} hours later`}`,
  )
  printTable(
    `Killed closes (SIGKILL), ${KILLED_ACCOUNTS} accounts each`,
    ['killed', 'closes', 'killed on the way', 'accounts', 'faults'],
    [...groups].map(([name, group]) => [
      name,
      String(group.length),
      String(group.filter(({ killed }) => killed).length),
      String(group.length * KILLED_ACCOUNTS),
      String(group.reduce((sum, { faults }) => sum + faults.length, 0)),
    ]),
  )
  for (const { at, resumedAfterHours, faults } of rounds)
    for (const fault of faults) console.log(`  ! ${JSON.stringify(at)}, ${resumedAfterHours} h: ${fault}`)
  const everyCallKilled = rounds.every(({ at, killed }) => !('afterCall' in at) || killed)
  return everyCallKilled && rounds.every(({ faults }) => faults.length === 0)
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
