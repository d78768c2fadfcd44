import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { outcomeOf, playwrightOutcome, proofOutcome, vitestOutcome } from '@/scripts/checks/outcome'
import { root } from '@/scripts/checks/run'

const file = (name: string, status: string, ...tests: (string | null)[]) => ({
  name: join(root, name),
  status,
  message: status === 'failed' && tests.length === 0 ? 'Error: cannot find module\nat …' : '',
  assertionResults: tests.map((reason, nth) => ({
    fullName: `test ${nth + 1}`,
    status: reason === null ? 'passed' : 'failed',
    failureMessages: reason === null ? [] : [reason],
  })),
})

test('vitest: failing tests are named one by one, a file that did not load once', () => {
  const testResults = [
    file('a.test.ts', 'passed', null, null),
    file(
      'lib/b.test.ts',
      'failed',
      'AssertionError: \u001b[31mexpected 1\u001b[39m\n  at …',
      null,
      'Error: x',
    ),
    file('c.test.ts', 'failed'),
  ]
  expect(vitestOutcome({ numPassedTests: 3, testResults })).toEqual({
    passed: 3,
    failures: [
      'lib/b.test.ts › test 1: AssertionError: expected 1',
      'lib/b.test.ts › test 3: Error: x',
      'c.test.ts: Error: cannot find module',
    ],
  })
})

const spec = (title: string, status: string, ...messages: (string | null)[]) => ({
  title,
  file: 'usage.spec.ts',
  tests: [
    {
      projectName: 'shared',
      status,
      results: messages.map(message => (message === null ? {} : { error: { message } })),
    },
  ],
})

test('playwright: a flaky test is a failed one, however deep it stands; so is what fails outside of a test', () => {
  const deeper = { specs: [spec('deeper', 'flaky', 'Error: first try', null)] }
  const suites = [
    {
      specs: [spec('good', 'expected', null), spec('bad', 'unexpected', 'Error: gone\nat …')],
      suites: [deeper],
    },
  ]
  const report = {
    suites,
    errors: [{ message: 'Error: no system' }],
    stats: { expected: 1, unexpected: 1, flaky: 1 },
  }
  expect(playwrightOutcome(report)).toEqual({
    passed: 1,
    failures: [
      '[shared] e2e/usage.spec.ts › bad: Error: gone',
      '[shared] e2e/usage.spec.ts › deeper: Error: first try',
      'Error: no system',
    ],
  })
})

test('a proof says by itself what was found', () => {
  expect(proofOutcome({ passed: 10, failures: ['chaos: events counted twice: 1, req_1'] })).toEqual({
    passed: 10,
    failures: ['chaos: events counted twice: 1, req_1'],
  })
})

test('a run that failed is never counted as clean', () => {
  const dir = mkdtempSync(join(tmpdir(), 'outcome-'))
  const report = join(dir, 'report.json')
  try {
    expect(outcomeOf(report, true, vitestOutcome).failures).toHaveLength(1)
    writeFileSync(
      report,
      JSON.stringify({ numPassedTests: 3, testResults: [file('a.test.ts', 'passed', null)] }),
    )
    expect(outcomeOf(report, true, vitestOutcome)).toEqual({ passed: 3, failures: [] })
    expect(outcomeOf(report, false, vitestOutcome).failures).toHaveLength(1)
  } finally {
    rmSync(dir, { recursive: true })
  }
})
