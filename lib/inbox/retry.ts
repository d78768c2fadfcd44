const FIRST_MS = 1_000
const LONGEST_MS = 3_600_000

/** How long to wait before an event is tried again that has failed `attempts` times: 1 s, 2 s, 4 s, … an hour at most. */
export function retryDelayMs(attempts: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1))
}
