import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureChromium } from './checks/chromium'
import { countsOf, playwrightCounts, proofCounts, vitestCounts, type Counts } from './checks/counts'
import { root, run } from './checks/run'
import { staticChecks } from './checks/verify'
import { ensureBuild, isBuilt } from './system/build'

/** `npm test`: every check there is. The last line is the sum; a check that is no test counts only when it fails. */
const results: Counts[] = []
const report = (name: string) => join(root, 'test-results', `${name}.json`)
rmSync(join(root, 'test-results'), { recursive: true, force: true })

const hasChromium = await ensureChromium()
results.push({ passed: 0, failed: await staticChecks() })
for (const project of ['pure', 'db']) results.push(await vitest(project))
results.push(await chaos())
results.push(hasChromium && (await build()) ? await playwright() : { passed: 0, failed: 1 })

const sum = (key: keyof Counts) => results.reduce((total, counts) => total + counts[key], 0)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') === 0 ? 0 : 1

async function vitest(project: string): Promise<Counts> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`]
  const succeeded = await run('vitest', 'run', '--project', project, ...reporters)
  return countsOf(report(project), succeeded, vitestCounts)
}

/** Ten of the hundred kills of `npm run chaos`. */
async function chaos(): Promise<Counts> {
  const file = report('chaos')
  mkdirSync(dirname(file), { recursive: true })
  const proof = ['--import', 'tsx', 'bench/chaos/main.ts', '--kills', '10', '--report', file]
  const succeeded = await run(process.execPath, ...proof)
  return countsOf(file, succeeded, proofCounts)
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

async function playwright(): Promise<Counts> {
  const succeeded = await run('playwright', 'test')
  return countsOf(report('e2e'), succeeded, playwrightCounts)
}
