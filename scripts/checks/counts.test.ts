import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countsOf, playwrightCounts, vitestCounts } from '@/scripts/checks/counts'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map(each => ({ status: each })),
})

test('vitest: failing tests are counted one by one, a file that did not load once', () => {
  const testResults = [
    file('passed', 'passed', 'passed'),
    file('failed', 'failed', 'failed', 'passed'),
    file('failed'),
  ]
  expect(vitestCounts({ numPassedTests: 3, testResults })).toEqual({ passed: 3, failed: 3 })
})

test('playwright: a flaky test is a failed one', () => {
  expect(playwrightCounts({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 } })).toEqual({
    passed: 5,
    failed: 2,
  })
})

test('a run that failed is never counted as clean', () => {
  const dir = mkdtempSync(join(tmpdir(), 'counts-'))
  const report = join(dir, 'report.json')
  try {
    expect(countsOf(report, true, vitestCounts)).toEqual({ passed: 0, failed: 1 })
    writeFileSync(report, JSON.stringify({ numPassedTests: 3, testResults: [file('passed', 'passed')] }))
    expect(countsOf(report, true, vitestCounts)).toEqual({ passed: 3, failed: 0 })
    expect(countsOf(report, false, vitestCounts)).toEqual({ passed: 3, failed: 1 })
  } finally {
    rmSync(dir, { recursive: true })
  }
})
