import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureChromium } from './checks/chromium'
import { outcomeOf, playwrightOutcome, proofOutcome, vitestOutcome, type Outcome } from './checks/outcome'
import { root, run } from './checks/run'
import { staticChecks } from './checks/verify'
import { ensureBuild, isBuilt } from './system/build'

/**
 * `npm test`: every check there is. What failed is named at the end, since the output of a whole run is long; the last line is the
 * sum. A check that is no test counts only when it fails.
 */
const outcomes: Outcome[] = []
const report = (name: string) => join(root, 'test-results', `${name}.json`)
rmSync(join(root, 'test-results'), { recursive: true, force: true })

const hasChromium = await ensureChromium()
outcomes.push({ passed: 0, failures: await staticChecks() })
for (const project of ['pure', 'db']) outcomes.push(await vitest(project))
outcomes.push(await chaos())
outcomes.push(hasChromium ? await endToEnd() : { passed: 0, failures: ['there is no Chromium (see above)'] })

const failures = outcomes.flatMap(outcome => outcome.failures)
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
if (failures.length > 0) console.log(['\nFailed:', ...failures].join('\n  '))
console.log(`\n${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

async function vitest(project: string): Promise<Outcome> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`]
  const succeeded = await run('vitest', 'run', '--project', project, ...reporters)
  return outcomeOf(report(project), succeeded, vitestOutcome)
}

/** Ten of the hundred kills of `npm run chaos`. */
async function chaos(): Promise<Outcome> {
  const file = report('chaos')
  mkdirSync(dirname(file), { recursive: true })
  const proof = ['--import', 'tsx', 'bench/chaos/main.ts', '--kills', '10', '--report', file]
  const succeeded = await run(process.execPath, ...proof)
  return outcomeOf(file, succeeded, proofOutcome)
}

async function endToEnd(): Promise<Outcome> {
  if (!(await build())) return { passed: 0, failures: ['next build (see above)'] }
  const succeeded = await run('playwright', 'test')
  return outcomeOf(report('e2e'), succeeded, playwrightOutcome)
}

async function build(): Promise<boolean> {
  if (isBuilt(root)) return true
  console.log('\n> next build')
  try {
    await ensureBuild(root)
    return true
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return false
  }
}
