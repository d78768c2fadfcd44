import type { Form, Measurement } from '@/bench/gateway/measure'
import type { SubjectName } from '@/bench/gateway/subjects'

export const connectionCounts = [64, 256] as const
export const forms: readonly Form[] = ['plain', 'streaming']
/** Where transactions per request are judged: fewer connections share a commit less. */
const commitsAt = 64

/** Everything that was measured, by subject, form and load. */
export type Results = ReadonlyMap<string, Measurement>

export function keyOf(subject: SubjectName, form: Form, load: number | 'rate'): string {
  return `${subject} ${form} ${load}`
}

export interface Target {
  readonly what: string
  readonly wanted: string
  readonly measured: number
  readonly isMet: boolean
}

/** What the gateway has to reach, each target for each way of asking. */
export function judge(results: Results): Target[] {
  const of = (subject: SubjectName, form: Form, load: number | 'rate') => {
    const found = results.get(keyOf(subject, form, load))
    if (!found) throw new Error(`${subject} was not measured`)
    return found
  }
  const atLeast = (what: string, bound: number, measured: number): Target => ({
    what,
    wanted: `≥ ${bound}`,
    measured,
    isMet: measured >= bound,
  })
  const atMost = (what: string, bound: number, measured: number): Target => ({
    what,
    wanted: `≤ ${bound}`,
    measured,
    isMet: measured <= bound,
  })
  return forms.flatMap(form => [
    ...connectionCounts.flatMap(count => {
      const [gateway, portkey, bare] = [
        of('gateway', form, count),
        of('portkey', form, count),
        of('pass-through', form, count),
      ]
      const where = `${form}, ${count} connections`
      return [
        atLeast(`requests/s over Portkey's (${where})`, 8, gateway.perSecond / portkey.perSecond),
        atMost(
          `CPU per request over Portkey's (${where})`,
          0.125,
          gateway.cpuMsPerRequest / portkey.cpuMsPerRequest,
        ),
        atLeast(`requests/s over our pass-through (${where})`, 0.5, gateway.perSecond / bare.perSecond),
        ...(count === commitsAt
          ? [atMost(`transactions per request (${where})`, 0.05, gateway.transactionsPerRequest)]
          : []),
      ]
    }),
    atMost(
      `added p50, ms, at 300/s (${form})`,
      1.5,
      of('gateway', form, 'rate').p50Ms - of('upstream', form, 'rate').p50Ms,
    ),
    atMost(
      `added p99, ms, at 300/s (${form})`,
      8,
      of('gateway', form, 'rate').p99Ms - of('upstream', form, 'rate').p99Ms,
    ),
  ])
}
