import { run } from './run'

/**
 * Format, lint and types: what needs no database and runs no test. Answers how many of the three failed. The linter takes as
 * long as the other two together, on one core: they run beside it.
 */
export async function staticChecks(): Promise<number> {
  const lint = run('eslint', '--max-warnings', '0', '.')
  const format = await run('prettier', '--check', '--log-level', 'warn', '.')
  const types = await run('tsc')
  return [format, types, await lint].filter(succeeded => !succeeded).length
}
