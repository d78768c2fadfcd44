import { date, money } from '@/sandbox/stripe/pages/format'
import {
  closeDocument,
  drawHead,
  drawParties,
  drawSums,
  openDocument,
} from '@/sandbox/stripe/pages/pdf-parts'
import { grey, ink } from '@/sandbox/stripe/pages/pdf-sheet'
import type { Objects } from '@/sandbox/stripe/types'

type Note = Objects['credit_note']

const reasons: Record<string, string> = {
  duplicate: 'Duplicate',
  fraudulent: 'Fraudulent',
  order_change: 'Order change',
  product_unsatisfactory: 'Product unsatisfactory',
}

/** A credit note as an A4 PDF: which invoice it corrects, what is credited, and where the money goes. */
export async function creditNotePdf(
  note: Note,
  invoice: Objects['invoice'],
  lines: Objects['credit_note_line_item'][],
): Promise<Uint8Array> {
  const issued = note.effective_at ?? note.created
  const { document, sheet } = await openDocument(`Credit note ${note.number}`, issued)
  drawHead(sheet, note.status === 'void' ? 'Credit note (void)' : 'Credit note', [
    ['Credit note number', note.number],
    ['Invoice number', invoice.number ?? ''],
    ['Date of issue', date(issued)],
    ...(note.reason ? [['Reason', reasons[note.reason] ?? note.reason] as [string, string]] : []),
  ])
  drawParties(sheet, invoice)
  sheet.text(`${money(note.total)} credited`, { size: 15, bold: true })
  sheet.down(22)
  if (note.memo) sheet.paragraph(note.memo, { size: 9.5, color: grey })
  sheet.down(8)
  sheet.text('Description', { size: 8.5, color: grey })
  sheet.textRight('Amount', { size: 8.5, color: grey })
  sheet.down(8)
  sheet.rule(ink)
  sheet.down(15)
  for (const line of lines) {
    const rows = sheet.wrap(line.description ?? 'Item', 9.5, 400)
    sheet.room(rows.length * 12 + 12)
    rows.forEach((row, i) => sheet.text(row, { size: 9.5, dy: 12 * i }))
    sheet.textRight(money(line.amount), { size: 9.5 })
    sheet.down(12 * (rows.length - 1) + 7)
    sheet.rule()
    sheet.down(14)
  }
  drawSums(sheet, sumsOf(note))
  return closeDocument(document, sheet, `${note.number} - ${money(note.total)} credited`)
}

function sumsOf(note: Note) {
  const refunded = note.refunds.reduce((sum, each) => sum + each.amount_refunded, 0)
  const outOfBand = note.out_of_band_amount ?? 0
  const rows: [string, number][] = [
    ['Taken off the amount due', note.pre_payment_amount],
    ['Refunded to the card', refunded],
    ['Credited to the balance', note.post_payment_amount - refunded - outOfBand],
    ['Given back another way', outOfBand],
  ]
  return [
    { name: 'Total credited', value: money(note.total), strong: true },
    ...rows.filter(([, cents]) => cents > 0).map(([name, cents]) => ({ name, value: money(cents) })),
  ]
}
