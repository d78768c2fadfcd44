import { parseArgs } from 'node:util'
import { benchSettings, GatewayFleet } from '@/bench/harness/gateways'
import { World } from '@/bench/harness/world'
import { spendThroughGateways } from '@/bench/limit/gateways'
import { spendThroughNaive } from '@/bench/limit/naive'
import { printMix, printSpending, type Row } from '@/bench/limit/report'
import { judge } from '@/bench/limit/verdict'

/** `npm run bench:limit`: an account's limit is hit by 256 clients at once, through two gateways, and beside it through a proxy that checks and then charges. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    /** In whole dollars. */
    limit: { type: 'string', default: '20' },
  },
})
const seeds = values.seeds.split(',').map(Number)
const limitNanos = BigInt(values.limit) * 1_000_000_000n
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const world = await World.create({
  pace: { tokensPerSecond: 60, firstTokenMs: 250, chunkEveryMs: 100 },
  imageMs: 900,
})
const fleet = await GatewayFleet.start({
  count: 2,
  settings: benchSettings(world.database.url, world.upstreamUrl),
})
const rows: Row[] = []
for (const seed of seeds) {
  const startedMs = performance.now()
  const spending = await spendThroughGateways(world, fleet, { limitNanos, seed })
  rows.push({ variant: 'two gateways', seed, spending, seconds: (performance.now() - startedMs) / 1_000 })
  const naiveStartedMs = performance.now()
  const naive = await spendThroughNaive(world, { limitNanos, seed })
  rows.push({
    variant: 'check, then charge',
    seed,
    spending: naive,
    seconds: (performance.now() - naiveStartedMs) / 1_000,
  })
}
await fleet.stop()
printMix(rows)
printSpending(rows, limitNanos)
const problems = rows.flatMap(row => judge(row, limitNanos))
const logs = await world.close({ keepLogs: problems.length > 0 })
for (const problem of problems) console.log(`FAILED: ${problem}`)
if (logs) console.log(`The logs are in ${logs}`)
console.log(`\nbench:limit ${problems.length === 0 ? 'passed' : 'FAILED'}`)
process.exit(problems.length === 0 ? 0 : 1)
