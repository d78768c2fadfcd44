import fc from 'fast-check'
import { checkLedger } from '@/lib/proof/checks'
import { checkRest, comeToRest } from '@/lib/proof/rest'
import type { Rules } from '@/lib/proof/rules'
import { step, type Step } from '@/lib/proof/steps'
import { World } from '@/lib/proof/world'

type History = [gateways: number, limit: bigint, steps: Step[]]

/** A few gateways under a limit, and what happens to them. */
export const history: [fc.Arbitrary<number>, fc.Arbitrary<bigint>, fc.Arbitrary<Step[]>] = [
  fc.integer({ min: 1, max: 3 }),
  fc.bigInt({ min: 50n, max: 1_500n }),
  fc.array(step, { minLength: 40, maxLength: 150, size: 'max' }),
]

/** Lives through a history and comes to rest; throws where an invariant breaks on the way, or something is left behind. */
export function live(rules: Rules, [gateways, limit, steps]: History): World {
  const world = new World(gateways, limit, rules)
  for (const each of steps) world.run(each)
  comeToRest(world)
  checkLedger(world)
  checkRest(world)
  return world
}

/** Looks for a history that breaks an invariant under these rules; the same ones at every call. Null: none was found. */
export function findBreach(rules: Rules, histories: number): string | null {
  const property = fc.property(...history, (...lived) => void live(rules, lived))
  const result = fc.check(property, { numRuns: histories, seed: 20_261_122, endOnFailure: true })
  if (!result.failed) return null
  return result.errorInstance instanceof Error ? result.errorInstance.message : 'failed'
}
