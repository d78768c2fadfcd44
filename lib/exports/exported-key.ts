import type { CsvCell } from '@/lib/exports/csv'
import { maskKey } from '@/lib/keys/mask'

/** A key as exports name it; `key` is null where no row of it exists any more. */
export interface ExportedKey {
  readonly name: string
  /** `sk-Ab12…wxyz`. */
  readonly masked: string
  readonly deleted: boolean
}

/** The columns of a key as a query reads them, all null where the join found none. */
export interface KeyColumns {
  readonly key_name: string | null
  readonly key_status: string | null
  readonly secret_prefix: string | null
  readonly secret_last_four: string | null
}

export function toExportedKey(row: KeyColumns): ExportedKey | null {
  const { key_name: name, secret_prefix: secretPrefix, secret_last_four: secretLastFour } = row
  if (name === null || secretPrefix === null || secretLastFour === null) return null
  return { name, masked: maskKey({ secretPrefix, secretLastFour }), deleted: row.key_status === 'deleted' }
}

/** The columns of `keyCells`. */
export const keyHeader = ['key_id', 'key_name', 'key', 'key_deleted'] as const

/** A key in a file: its id, and what is known of it. */
export function keyCells(keyId: string, key: ExportedKey | null): CsvCell[] {
  return [keyId, key?.name ?? null, key?.masked ?? null, key && yesOrNo(key.deleted)]
}

export function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}
