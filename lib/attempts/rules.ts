import { createHash } from 'node:crypto'

export interface AttemptRule {
  /** How many attempts pass in the window; the next one is refused until the window ends. */
  readonly points: number
  readonly windowSeconds: number
}

const minutes = (count: number) => count * 60

/** How often people may try what could be guessed or abused: generous for a person, useless for a program. */
export const attemptRules = {
  /** Passwords tried for one address from one place; a right one clears it. */
  signInForAddress: { points: 10, windowSeconds: minutes(15) },
  /** Passwords tried from one place, whatever the address. */
  signInFromPlace: { points: 100, windowSeconds: minutes(15) },
  signUpFromPlace: { points: 30, windowSeconds: minutes(60) },
  resetFromPlace: { points: 30, windowSeconds: minutes(60) },
  /** Links from mails opened from one place. */
  linkFromPlace: { points: 60, windowSeconds: minutes(15) },
  /** Mails that anybody can cause to one address. What is over is silently not sent. */
  mailToAddress: { points: 6, windowSeconds: minutes(60) },
  /** Changes of the dashboard by one member: many of them are announced to every gateway and waited for. */
  changeByMember: { points: 120, windowSeconds: minutes(5) },
} as const satisfies Record<string, AttemptRule>

export type AttemptKind = keyof typeof attemptRules

/** An attempt to count: what it is, and by whom or on what. The parts are hashed, so no address stands in the counters. */
export interface Attempt {
  readonly kind: AttemptKind
  readonly by: readonly string[]
}

/** The counter's key: bounded in length whatever was typed. */
export function attemptKey({ by }: Attempt): string {
  return createHash('sha256').update(JSON.stringify(by)).digest('base64url')
}

/** `in 40 seconds`, `in 12 minutes`: rounded up, for a sentence. */
export function waitInWords(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds))
  if (whole < 90) return whole === 1 ? 'in a second' : `in ${whole} seconds`
  return `in ${Math.ceil(seconds / 60)} minutes`
}
