import { fromUsd } from '@/lib/money'

export interface Drained {
  readonly rows: number
  readonly bytes: number
  /** The sum of the last column, dollars. */
  readonly nanos: bigint
  readonly seconds: number
  /** The most memory that the process had meanwhile. */
  readonly peakBytes: number
}

/** Reads a CSV file to its end, as a client would, and keeps nothing of it but sums. */
export async function drain(file: ReadableStream<Uint8Array>): Promise<Drained> {
  const startedMs = performance.now()
  const decoder = new TextDecoder()
  let [bytes, lines, nanos, peakBytes] = [0, 0, 0n, 0]
  let rest = ''
  for await (const chunk of file) {
    bytes += chunk.length
    const [last = '', ...whole] = (rest + decoder.decode(chunk, { stream: true })).split('\r\n').toReversed()
    rest = last
    for (const line of whole) {
      lines += 1
      if (!line.endsWith(',cost_usd')) nanos += fromUsd(line.slice(line.lastIndexOf(',') + 1))
    }
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss)
  }
  const seconds = (performance.now() - startedMs) / 1_000
  return { rows: lines - 1, bytes, nanos, seconds, peakBytes }
}
