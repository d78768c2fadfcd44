import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import { root } from './run'

/** What came of a check: `failures` has a line for each failure, saying what failed and why. */
export interface Outcome {
  readonly passed: number
  readonly failures: readonly string[]
}

const vitest = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})
const error = z.object({ message: z.string().default('') })
const spec = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      projectName: z.string(),
      status: z.string(),
      results: z.array(z.object({ error: error.optional() })),
    }),
  ),
})
interface Suite {
  readonly specs: readonly z.infer<typeof spec>[]
  readonly suites?: readonly Suite[] | undefined
}
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({ specs: z.array(spec), suites: z.array(suite).optional() }),
)
const playwright = z.object({
  suites: z.array(suite),
  errors: z.array(error),
  stats: z.object({ expected: z.number() }),
})
const proof = z.object({ passed: z.number(), failures: z.array(z.string()) })

const firstLine = (text = '') => stripVTControlCharacters(text.split('\n')[0] ?? '').slice(0, 300)

/** The outcome of a proof of `bench/`: of what must not have happened in its run. */
export function proofOutcome(report: unknown): Outcome {
  return proof.parse(report)
}

/** The outcome in a Vitest JSON report. A file that failed without a failing test of its own (it did not even load) is one failure. */
export function vitestOutcome(report: unknown): Outcome {
  const { numPassedTests, testResults } = vitest.parse(report)
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter(test => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [`${file}: ${firstLine(message)}`]
    return failed.map(test => `${file} › ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`)
  })
  return { passed: numPassedTests, failures }
}

/** The outcome in a Playwright JSON report; a test that passed only at a second try has failed. */
export function playwrightOutcome(report: unknown): Outcome {
  const { suites, errors, stats } = playwright.parse(report)
  const specs = suites.flatMap(function specsOf(each: Suite): readonly z.infer<typeof spec>[] {
    return [...each.specs, ...(each.suites ?? []).flatMap(specsOf)]
  })
  const failures = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName, results }) => {
        const reason = results.find(result => result.error)?.error?.message
        return `[${projectName}] e2e/${file} › ${title}: ${firstLine(reason)}`
      }),
  )
  return {
    passed: stats.expected,
    failures: [...failures, ...errors.map(({ message }) => firstLine(message))],
  }
}

/** What a run left in `file`. A run that left no report, or failed without naming a test, is one failure. */
export function outcomeOf(file: string, succeeded: boolean, read: (report: unknown) => Outcome): Outcome {
  if (!existsSync(file)) return { passed: 0, failures: [`${relative(root, file)} was not written`] }
  const outcome = read(JSON.parse(readFileSync(file, 'utf8')))
  if (succeeded || outcome.failures.length > 0) return outcome
  return { ...outcome, failures: [`failed, though ${relative(root, file)} names no test that did`] }
}
