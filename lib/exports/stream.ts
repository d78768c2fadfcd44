import { toCsvLine, type CsvCell } from '@/lib/exports/csv'

/** Rows of one read; the most that is held in memory at a time. */
export type Page = readonly (readonly CsvCell[])[]

/**
 * A CSV file as a stream of UTF-8, read page by page as the client takes it. The first page is read before this returns, so
 * that a fault there is an answer of its own; a later one breaks the stream off, and no client takes a part for the whole.
 */
export async function openCsv(
  header: readonly string[],
  pages: AsyncIterable<Page>,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder()
  const chunks = toChunks(header, pages)
  let next: Promise<IteratorResult<string>> | undefined = Promise.resolve(await chunks.next())
  return new ReadableStream(
    {
      async pull(controller) {
        const chunk = await (next ?? chunks.next())
        next = undefined
        if (chunk.done) controller.close()
        else controller.enqueue(encoder.encode(chunk.value))
      },
      async cancel() {
        await chunks.return(undefined)
      },
    },
    // Nothing is read ahead of a client that does not read.
    { highWaterMark: 0 },
  )
}

/** Pages of one kind as pages of another. */
export async function* mapPages<Row>(
  pages: AsyncIterable<readonly Row[]>,
  toCells: (row: Row) => readonly CsvCell[],
): AsyncGenerator<Page> {
  for await (const rows of pages) yield rows.map(toCells)
}

/** The same, where one row becomes several, or none. */
export async function* flatMapPages<Row>(
  pages: AsyncIterable<readonly Row[]>,
  toRows: (row: Row) => readonly (readonly CsvCell[])[],
): AsyncGenerator<Page> {
  for await (const rows of pages) yield rows.flatMap(toRows)
}

async function* toChunks(
  header: readonly string[],
  pages: AsyncIterable<Page>,
): AsyncGenerator<string, undefined> {
  let text = toCsvLine(header)
  for await (const rows of pages) {
    text += rows.map(toCsvLine).join('')
    // A pull that enqueues nothing would stall the stream.
    if (text !== '') yield text
    text = ''
  }
  if (text !== '') yield text
  return undefined
}
