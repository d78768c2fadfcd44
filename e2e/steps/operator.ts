import type { Addresses } from '@/e2e/system'
import { attached } from './attached'

/** What `npm run operator -- …` runs, beside the system: what it said. */
export async function operatorCommand(system: Addresses, ...args: string[]): Promise<string> {
  return attached(system, 'scripts/operator.ts', ...args)
}
