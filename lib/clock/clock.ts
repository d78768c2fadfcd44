import type { Mode } from '@/lib/mode'

/** What the database says of time: its own clock, and how far the platform's is ahead of (or, while seeding, behind) it. */
export interface Clock {
  readonly dbNow: Date
  readonly offsetMs: number
  /** Platform time. */
  readonly now: Date
}

/** The offset that counts: the stored one in demo mode; live mode ignores it, so no row can move a real platform's time. */
export function offsetInForce(mode: Mode, storedOffsetMs: number): number {
  return mode === 'demo' ? storedOffsetMs : 0
}

export function toClock(mode: Mode, dbNow: Date, storedOffsetMs: number): Clock {
  const offsetMs = offsetInForce(mode, storedOffsetMs)
  return { dbNow, offsetMs, now: new Date(dbNow.getTime() + offsetMs) }
}
