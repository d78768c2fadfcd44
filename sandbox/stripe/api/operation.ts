import type { Scope } from '@/sandbox/stripe/scope'

export interface Call<P> {
  params: P
  /** The last variable of the path, and the one before it; empty when there is none. */
  id: string
  parent: string
  /** The path of the request: what lists name as their `url`. */
  path: string
}

/** One operation of the API that the sandbox plays. */
export interface Operation {
  /** As in the contract. */
  operationId: string
  /** The parameters it understands; any other that Stripe knows is refused as not played. */
  accepts: readonly string[]
  run(scope: Scope, call: Call<unknown>): unknown
}

/**
 * Declares an operation. The parameters have been checked against the contract for this operation before `run` sees
 * them, and `P` is the SDK's type for the same ones.
 */
export function operation<P>(
  operationId: string,
  accepts: readonly (keyof P & string)[],
  run: (scope: Scope, call: Call<P>) => unknown,
): Operation {
  return { operationId, accepts, run: (scope, call) => run(scope, call as Call<P>) }
}
