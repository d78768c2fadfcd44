import { centsToNanos, toUsdString, type Nanos } from '@/lib/money'

/** A number as it stands in the file: digits, a point, a leading minus, nothing else. */
export interface Figure {
  readonly figure: string
}

/** Text is made harmless for spreadsheets; figures stay as they are; null is an empty cell. */
export type CsvCell = string | Figure | null

const plainNumber = /^-?\d+(\.\d+)?$/
/** What a spreadsheet takes for the start of a formula, some of them in full width too. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

/** One line of RFC 4180, its CRLF included. */
export function toCsvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(toField).join(',')}\r\n`
}

/** Text as it is stored in a cell: a leading `'` keeps a spreadsheet from running what looks like a formula. */
export function guardText(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

/** A whole number, or a decimal already written out. Throws for anything that is not a plain number. */
export function figure(value: number | bigint | string): Figure {
  const text = String(value)
  const exact = typeof value !== 'number' || Number.isSafeInteger(value)
  if (!exact || !plainNumber.test(text)) throw new Error(`not an exact number: ${text}`)
  return { figure: text }
}

/** Dollars with nine decimals, exactly. */
export function usdFigure(nanos: Nanos): Figure {
  return figure(toUsdString(nanos, 9))
}

/** Dollars with two decimals, exactly. */
export function centsFigure(cents: number): Figure {
  return figure(toUsdString(centsToNanos(cents), 2))
}

/** An instant by UTC, to the second: `2026-11-01T00:00:00Z`. */
export function timeCell(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}

function toField(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return cell.figure
  const text = guardText(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
