import { run } from './checks/run'
import { staticChecks } from './checks/verify'

/** `npm run verify`: format, lint, types and pure tests. Needs no database and no browser. */
const failures = await staticChecks()
const tested = await run('vitest', 'run', '--project', 'pure')
process.exitCode = failures.length === 0 && tested ? 0 : 1
