import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

export interface Counts {
  readonly passed: number
  readonly failed: number
}

const vitest = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})
const playwright = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
})
const proof = z.object({ passed: z.number(), failed: z.number() })

/** Counts of a proof of `bench/`: of what must not have happened in its run. */
export function proofCounts(report: unknown): Counts {
  return proof.parse(report)
}

/** Counts of a Vitest JSON report. A file that failed without a failing test of its own (it did not even load) counts as one failure. */
export function vitestCounts(report: unknown): Counts {
  const { numPassedTests, testResults } = vitest.parse(report)
  const failed = testResults.map(({ status, assertionResults }) => {
    const tests = assertionResults.filter(test => test.status === 'failed').length
    return status === 'failed' ? Math.max(tests, 1) : tests
  })
  return { passed: numPassedTests, failed: failed.reduce((sum, count) => sum + count, 0) }
}

/** Counts of a Playwright JSON report; a test that passed only at a second try counts as failed. */
export function playwrightCounts(report: unknown): Counts {
  const { expected, unexpected, flaky } = playwright.parse(report).stats
  return { passed: expected, failed: unexpected + flaky }
}

/** What a run left in `file`. A run that succeeded without a report, or failed without naming a test, counts as one failure. */
export function countsOf(file: string, succeeded: boolean, read: (report: unknown) => Counts): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const counts = read(JSON.parse(readFileSync(file, 'utf8')))
  return succeeded || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}
