import { run } from './run'

/**
 * Format, lint and types: what needs no database and runs no test. Answers which of the three failed. The linter takes as
 * long as the other two together, on one core: they run beside it.
 */
export async function staticChecks(): Promise<string[]> {
  const lint = run('eslint', '--max-warnings', '0', '.')
  const format = await run('prettier', '--check', '--log-level', 'warn', '.')
  const types = await run('tsc')
  const checks = { eslint: await lint, prettier: format, tsc: types }
  return Object.entries(checks).flatMap(([name, succeeded]) => (succeeded ? [] : [`${name} (see above)`]))
}
