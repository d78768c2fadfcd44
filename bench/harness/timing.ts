/** Milliseconds. */
export interface Times {
  readonly p50: number
  readonly p95: number
}

/** How long something takes, run so often, after one run that warms up. */
export async function timeRuns(runs: number, run: () => Promise<unknown>): Promise<Times> {
  await run()
  const times: number[] = []
  for (let i = 0; i < runs; i += 1) {
    const startedMs = performance.now()
    await run()
    times.push(performance.now() - startedMs)
  }
  return toTimes(times)
}

/** Percentiles by nearest rank. */
export function toTimes(milliseconds: readonly number[]): Times {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const at = (p: number) => sorted[Math.ceil(p * sorted.length) - 1] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}
