import { join } from 'node:path'

const transformTypes = '--experimental-transform-types'

/**
 * Arguments that make Node run a TypeScript file. `fast` leaves the types to Node itself: tsx wraps every function that a
 * request makes in a call that names it, most of a microsecond each. It knows no JSX. A Node without that ability gets tsx.
 */
export function typescriptArgs(root: string, { fast }: { readonly fast: boolean }): string[] {
  if (!fast || !process.allowedNodeEnvironmentFlags.has(transformTypes)) return ['--import', 'tsx']
  return [
    transformTypes,
    '--disable-warning=ExperimentalWarning',
    '--import',
    join(root, 'scripts', 'system', 'typescript.mjs'),
  ]
}
