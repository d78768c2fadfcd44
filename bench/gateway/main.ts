import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measure, type Form, type Measurement } from '@/bench/gateway/measure'
import { profileGateway } from '@/bench/gateway/profile/run'
import { startField, type Field, type SubjectName } from '@/bench/gateway/subjects'
import { connectionCounts, forms, judge, keyOf, type Results } from '@/bench/gateway/verdict'
import { printTable } from '@/bench/harness/table'

/** `npm run bench:gateway`: our gateway beside Portkey's and beside our own foundations, on one upstream, in one run. */
const { values } = parseArgs({
  options: {
    /** How long each measurement takes. */
    seconds: { type: 'string', default: '6' },
    /** Only these subjects, with commas: for working on one of them. Nothing is judged then. */
    only: { type: 'string' },
    /** What a request's CPU time goes to, by feature, instead of the comparison. Nothing is judged. */
    profile: { type: 'boolean', default: false },
    report: { type: 'string' },
  },
})
const forMs = Number(values.seconds) * 1000
if (!(forMs >= 1000)) throw new Error('--seconds takes a number from 1 on')
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const perSecond = 300

if (values.profile) {
  await profileGateway(forMs)
  process.exit(0)
}
const field = await startField()
const wanted = values.only?.split(',')
const subjects = field.subjects.filter(({ name }) => !wanted || wanted.includes(name))
const results = await measureAll(field)
for (const form of forms) show(form)
if (!wanted) process.exitCode = pronounce()
await field.stop()

async function measureAll({ database }: Field): Promise<Results> {
  const measured = new Map<string, Measurement>()
  const options = { warmUpMs: Math.max(3_000, forMs / 2), database }
  for (const form of forms)
    for (const subject of subjects) {
      for (const connections of connectionCounts) {
        const order = { kind: 'saturate', connections, forMs } as const
        measured.set(keyOf(subject.name, form, connections), await measure(subject, form, order, options))
      }
      const order = { kind: 'rate', perSecond, forMs } as const
      measured.set(keyOf(subject.name, form, 'rate'), await measure(subject, form, order, options))
    }
  return measured
}

function show(form: Form): void {
  const loads = [...connectionCounts, 'rate'] as const
  const rows = loads.flatMap(load =>
    subjects.map(({ name }) => toRow(load === 'rate' ? `${perSecond}/s` : `${load} conn.`, name, form, load)),
  )
  const header = [
    'load',
    'subject',
    'requests/s',
    'CPU ms/request',
    'p50 ms',
    'p99 ms',
    'added p50',
    'added p99',
    'tx/request',
    'failed',
  ]
  printTable(
    `${form === 'plain' ? 'Plain answers' : 'Streams, complete ones'} (Portkey ${field.portkeyVersion})`,
    header,
    rows,
  )
}

function toRow(title: string, name: SubjectName, form: Form, load: number | 'rate'): string[] {
  const {
    perSecond: rate,
    cpuMsPerRequest,
    p50Ms,
    p99Ms,
    transactionsPerRequest,
    failed,
  } = found(name, form, load)
  const bare = results.get(keyOf('upstream', form, load))
  const added = (ms: number, bareMs: number | undefined) =>
    name === 'upstream' || bareMs === undefined ? '' : (ms - bareMs).toFixed(2)
  return [
    title,
    name,
    rate.toFixed(0),
    cpuMsPerRequest.toFixed(3),
    p50Ms.toFixed(2),
    p99Ms.toFixed(2),
    added(p50Ms, bare?.p50Ms),
    added(p99Ms, bare?.p99Ms),
    name === 'gateway' ? transactionsPerRequest.toFixed(3) : '',
    String(failed),
  ]
}

function found(name: SubjectName, form: Form, load: number | 'rate'): Measurement {
  const measurement = results.get(keyOf(name, form, load))
  if (!measurement) throw new Error(`${name} was not measured`)
  return measurement
}

/** Prints the targets; answers the exit code. A request that failed would make any other figure worthless. */
function pronounce(): number {
  const targets = judge(results)
  printTable(
    'Targets',
    ['target', 'wanted', 'measured', ''],
    targets.map(({ what, wanted: bound, measured, isMet }) => [
      what,
      bound,
      measured.toFixed(measured < 1 ? 3 : 2),
      isMet ? 'met' : 'MISSED',
    ]),
  )
  const missed = targets.filter(({ isMet }) => !isMet).length
  const failures = [...results.values()].reduce((sum, { failed }) => sum + failed, 0)
  if (failures > 0) console.log(`\nFAILED: ${failures} requests had no complete answer`)
  if (values.report)
    writeFileSync(
      values.report,
      JSON.stringify({ passed: targets.length - missed, failed: missed + Number(failures > 0) }),
    )
  console.log(
    `\nbench:gateway ${missed === 0 && failures === 0 ? 'passed' : 'FAILED'} (${missed} of ${targets.length} targets missed)`,
  )
  return missed === 0 && failures === 0 ? 0 : 1
}
