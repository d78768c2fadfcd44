import { openCsv, type Page } from '@/lib/exports/stream'

/** A CSV file to be saved, streamed as the client takes it; `name` has no path and no ending. */
export async function csvResponse(
  name: string,
  header: readonly string[],
  pages: AsyncIterable<Page>,
): Promise<Response> {
  return new Response(await openCsv(header, pages), {
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
