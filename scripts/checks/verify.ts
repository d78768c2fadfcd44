import { run } from './run'

/** Format, lint and types: what needs no database and runs no test. Answers how many of the three failed. */
export async function staticChecks(): Promise<number> {
  const results = [
    await run('prettier', '--check', '--log-level', 'warn', '.'),
    await run('eslint', '--max-warnings', '0', '.'),
    await run('tsc'),
  ]
  return results.filter(succeeded => !succeeded).length
}
