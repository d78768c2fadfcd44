import { accounts, apiKeys } from '@/db/schema'
import type { Ctx } from '@/lib/ctx'
import type { KeyId } from '@/lib/ids'

/** Stores the account with a deleted key of a name that a spreadsheet would run. */
export async function storeHostileKey({ db, accountId, now }: Ctx, id: KeyId): Promise<void> {
  await db.insert(accounts).values({
    accountId,
    name: 'Test',
    standing: 'active',
    standingSince: now,
    ceilingNanos: 1n,
    createdAt: now,
  })
  await db.insert(apiKeys).values({
    accountId,
    id,
    name: '=cmd|"/c calc"!A1',
    permissions: ['text_generation'],
    status: 'deleted',
    secretHash: 'hash',
    secretPrefix: 'sk-Ab12',
    secretLastFour: 'wxyz',
    createdBy: 'usr_x',
    createdAt: now,
  })
}

/** How such a key stands in a file. */
export const hostileKeyCells = {
  key_name: `'=cmd|"/c calc"!A1`,
  key: 'sk-Ab12…wxyz',
  key_deleted: 'yes',
} as const

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
