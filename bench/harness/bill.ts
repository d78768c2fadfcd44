import { readFileSync } from 'node:fs'
import type { Billable } from '@/bench/harness/prices'

/** One request on the upstream's bill. Written before the last bytes of its answer go out, or when the caller has hung up. */
export interface BillLine extends Billable {
  /** The upstream's own id of the answer. */
  readonly id: string
  /** The gateway's id of the request; null from a caller that sends none. */
  readonly requestId: string | null
  /** Whose request it was: found in the prompt, so that the upstream needs nobody's word for it. */
  readonly account: string
  readonly endpoint: 'chat' | 'images'
  readonly streamed: boolean
  /** The caller hung up before the end. */
  readonly aborted: boolean
}

/** Everything on the bill so far. */
export function readBill(file: string): BillLine[] {
  return readJsonLines<BillLine>(file)
}

/** A log of one JSON object per line, written by the same build. */
export function readJsonLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap(line => (line === '' ? [] : [JSON.parse(line) as T]))
}
