import { date, money } from '@/sandbox/stripe/pages/format'
import { invoiceSums, statusWords } from '@/sandbox/stripe/pages/invoice-words'
import {
  closeDocument,
  drawHead,
  drawParties,
  drawSums,
  openDocument,
} from '@/sandbox/stripe/pages/pdf-parts'
import { grey, ink, type Sheet } from '@/sandbox/stripe/pages/pdf-sheet'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

/** The invoice as an A4 PDF: who to whom, every line, what the balance did, what is due. Long ones run over several pages. */
export async function invoicePdf(invoice: Invoice, lines: Objects['line_item'][]): Promise<Uint8Array> {
  const issued = invoice.effective_at ?? invoice.created
  const { document, sheet } = await openDocument(`Invoice ${invoice.number ?? invoice.id}`, issued)
  drawHead(sheet, 'Invoice', [
    ['Invoice number', invoice.number ?? ''],
    ['Date of issue', date(issued)],
    ...(invoice.due_date ? [['Date due', date(invoice.due_date)] as [string, string]] : []),
    ...(invoice.custom_fields ?? []).map((field): [string, string] => [field.name, field.value]),
    ['Status', invoice.status === 'open' ? 'Open' : statusWords(invoice).word],
  ])
  drawParties(sheet, invoice)
  drawDue(sheet, invoice)
  drawLines(sheet, lines)
  drawSums(
    sheet,
    invoiceSums(invoice).map(({ name, cents, strong }) => ({ name, value: money(cents), strong })),
  )
  if (invoice.footer) sheet.paragraph(invoice.footer, { size: 9, color: grey })
  return closeDocument(document, sheet, `${invoice.number ?? ''} - ${money(invoice.amount_due)} due`)
}

function drawDue(sheet: Sheet, invoice: Invoice): void {
  const words =
    invoice.status === 'paid'
      ? `${money(invoice.amount_paid)} paid`
      : `${money(invoice.amount_remaining)} due`
  sheet.text(words, { size: 15, bold: true })
  sheet.down(22)
  if (invoice.description) sheet.paragraph(invoice.description, { size: 9.5, color: grey })
  sheet.down(8)
}

function drawLines(sheet: Sheet, lines: Objects['line_item'][]): void {
  const head = () => {
    sheet.text('Description', { size: 8.5, color: grey })
    sheet.text('Service period (UTC)', { size: 8.5, color: grey, x: 350 })
    sheet.textRight('Amount', { size: 8.5, color: grey })
    sheet.down(8)
    sheet.rule(ink)
    sheet.down(15)
  }
  head()
  for (const line of lines) {
    const rows = sheet.wrap(line.description ?? 'Item', 9.5, 285)
    sheet.room(rows.length * 12 + 12, head)
    rows.forEach((row, i) => sheet.text(row, { size: 9.5, dy: 12 * i }))
    sheet.text(span(line.period), { size: 8.5, color: grey, x: 350 })
    sheet.textRight(money(line.amount), { size: 9.5 })
    sheet.down(12 * (rows.length - 1) + 7)
    sheet.rule()
    sheet.down(14)
  }
}

/** Periods are half-open: the last day is the one before the end. */
function span({ start, end }: { start: number; end: number }): string {
  const last = Math.max(start, end - 1)
  return date(start) === date(last) ? short(start) : `${short(start)} - ${short(last)}`
}

const short = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
