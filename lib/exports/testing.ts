/**
 * The records of a CSV file by the letter of RFC 4180: CRLF ends every record, quotes stand around whole fields and are doubled
 * inside, and every record has as many fields as the first. Throws for anything looser.
 */
export function parseCsv(file: string): string[][] {
  const records: string[][] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y
  let record: string[] = []
  while (field.lastIndex < file.length) {
    const at = field.lastIndex
    const [, quoted, bare, end] = field.exec(file) ?? []
    if (end === undefined) throw new Error(`malformed field at ${at}`)
    if (end === '') throw new Error('the last record has no CRLF')
    record.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === ',') continue
    if (records[0] && records[0].length !== record.length) throw new Error(`uneven record ${records.length}`)
    records.push(record)
    record = []
  }
  if (record.length > 0) throw new Error('the file ends after a comma')
  return records
}

/** The same, each record after the first by the first one's names. */
export function parseTable(file: string): Record<string, string>[] {
  const [header = [], ...records] = parseCsv(file)
  return records.map(record => Object.fromEntries(header.map((name, i) => [name, record[i] ?? ''])))
}

export async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text()
}
