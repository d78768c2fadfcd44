import { getLog } from '@/app/_server/log'
import { getRequest } from '@/app/_server/request'
import { openCsv, type Page } from '@/lib/exports/stream'

/** A CSV file to be saved, streamed as the client takes it; `name` has no path and no ending. */
export async function csvResponse(
  name: string,
  header: readonly string[],
  pages: AsyncIterable<Page>,
): Promise<Response> {
  const { requestId, path } = await getRequest()
  const logFault = (err: unknown) => getLog().error({ err, requestId, path }, 'an export broke off')
  return new Response(await openCsv(header, watched(pages, logFault)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'private, no-store',
    },
  })
}

/** What was asked for makes no sense; says why. */
export function badExport(message: string): Response {
  return new Response(message, { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

/** A fault amid a stream has no edge to go to: it is logged here, and what goes on says nothing of the data. */
async function* watched(
  pages: AsyncIterable<Page>,
  logFault: (fault: unknown) => void,
): AsyncGenerator<Page> {
  try {
    yield* pages
  } catch (fault) {
    logFault(fault)
    throw new Error('the export broke off')
  }
}
