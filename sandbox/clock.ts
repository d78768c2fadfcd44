import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const saved = z.object({ offset_ms: z.number() })
const hundredYearsMs = 100 * 365.25 * 86_400_000

/** The sandbox's time: real time plus an offset that outlives a restart. */
export interface Clock {
  now(): Date
  readonly offsetMs: number
  /** Sets the offset (whole milliseconds, a hundred years at most). The platform decides it, backwards too while demo data are made. */
  set(offsetMs: number): void
}

export const isOffset = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Math.abs(Number(value)) <= hundredYearsMs

const load = (file: string): number => {
  try {
    return saved.parse(JSON.parse(readFileSync(file, 'utf8'))).offset_ms
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw new Error(`${file} is not a saved clock. Delete it to start from the real time.`, { cause: error })
  }
}

export const createClock = (dataDir: string): Clock => {
  const file = join(dataDir, 'clock.json')
  let offsetMs = load(file)
  return {
    now: () => new Date(Date.now() + offsetMs),
    get offsetMs() {
      return offsetMs
    },
    set: value => {
      if (!isOffset(value)) throw new RangeError(`Not a clock offset: ${String(value)}`)
      writeFileSync(`${file}.new`, JSON.stringify({ offset_ms: value }))
      renameSync(`${file}.new`, file)
      offsetMs = value
    },
  }
}
