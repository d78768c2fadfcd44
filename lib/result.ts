/** An expected outcome as a value: what went wrong has a code from a closed set; broken invariants and I/O faults throw instead. */
export type Result<T, Code extends string = string> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure<Code> }

export interface Failure<Code extends string = string> {
  readonly code: Code
  /** A sentence a person would say; safe to show. */
  readonly message: string
  /** The form field or request parameter at fault, where there is one. */
  readonly field?: string
}

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function err<Code extends string>(
  code: Code,
  message: string,
  field?: string,
): { readonly ok: false; readonly error: Failure<Code> } {
  return { ok: false, error: field === undefined ? { code, message } : { code, message, field } }
}

/** For the `default` of a switch over a closed union: reaching it is a broken invariant. */
export function never(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`)
}
