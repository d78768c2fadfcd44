import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Evidence } from '@/bench/chaos/evidence'
import { outages, randomBlows } from '@/bench/chaos/plan'
import { report } from '@/bench/chaos/report'
import { runChaos } from '@/bench/chaos/run'
import { judge, type Check } from '@/bench/chaos/verdict'
import { World } from '@/bench/harness/world'

/** `npm run chaos`: random kills under load; then the same without the hold of the last bytes, which has to lose answers. */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    /** Where to write how many checks passed, and which failed, as JSON. */
    report: { type: 'string' },
  },
})
const [kills, seed] = [Number(values.kills), Number(values.seed)]
if (!Number.isInteger(kills) || kills < 2) throw new Error('--kills takes a whole number from 2 on')

const pace = { tokensPerSecond: 80, firstTokenMs: 60, chunkEveryMs: 50 }
const unheldOutages = 3
const startedMs = performance.now()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const world = await World.create({ pace, imageMs: 300 })
const held = await runChaos(world, { blows: randomBlows(kills, seed), seed, holdLastBytes: true })
const checks = [...judge(held), ...enough(held)]
report(`${kills} kills, the last bytes of every answer held until its event is committed`, held, checks)

const unheld = await runChaos(world, {
  blows: outages(unheldOutages, seed + 1_000),
  seed: seed + 1_000,
  holdLastBytes: false,
})
const [lost, ...others] = judge(unheld)
report('The same with the hold switched off', unheld, [...(lost ? [lost] : []), ...others])
const lostAnswers = lost?.found.length ?? 0
const mustLose: Check = {
  what: 'no answer was lost with the hold switched off, so this proves nothing',
  found: lostAnswers === 0 ? ['0'] : [],
}
console.log(
  lostAnswers > 0
    ? `\nWith the hold switched off the run fails, as it must: ${lostAnswers} complete answers have no event.`
    : `\nWith the hold switched off the run does not fail: it cannot show what the hold is for.`,
)

const failed = [...checks, mustLose].filter(({ found }) => found.length > 0)
const logs = await world.close({ keepLogs: failed.length > 0 })
if (values.report)
  writeFileSync(
    values.report,
    JSON.stringify({
      passed: checks.length + 1 - failed.length,
      failures: failed.map(({ what, found }) => `chaos: ${what}: ${found.length}, ${found[0]}`),
    }),
  )
for (const { what } of failed) console.log(`FAILED: ${what}`)
if (logs) console.log(`The logs are in ${logs}`)
console.log(
  `\nchaos ${failed.length === 0 ? 'passed' : 'FAILED'} (${kills} kills, seed ${seed}, ${Math.round((performance.now() - startedMs) / 1_000)} s)`,
)
process.exit(failed.length === 0 ? 0 : 1)

/** A run in which next to nothing was answered would prove nothing. */
function enough({ attempts }: Evidence): Check[] {
  const complete = attempts.filter(({ outcome }) => outcome === 'complete')
  const streamed = complete.filter(attempt => attempt.streamed).length
  const least = kills * 5
  return [
    {
      what: `fewer than ${least} complete answers of either kind, so this proves nothing`,
      found: [streamed, complete.length - streamed].filter(count => count < least).map(String),
    },
  ]
}
