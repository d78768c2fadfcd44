import { PDFDocument, StandardFonts, type PDFPage } from 'pdf-lib'
import { countryName } from '@/sandbox/stripe/pages/countries'
import { date, money } from '@/sandbox/stripe/pages/format'
import { carried, statusWords } from '@/sandbox/stripe/pages/invoice-words'
import { merchantName } from '@/sandbox/stripe/pages/layout'
import { Sheet, grey, ink, page, violet, type Fonts } from '@/sandbox/stripe/pages/pdf-sheet'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']

/** The invoice as an A4 PDF: who to whom, every line, what the balance did, what is due. Long ones run over several pages. */
export async function invoicePdf(invoice: Invoice, lines: Objects['line_item'][]): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const fonts: Fonts = {
    regular: await document.embedFont(StandardFonts.Helvetica),
    bold: await document.embedFont(StandardFonts.HelveticaBold),
  }
  const issued = invoice.effective_at ?? invoice.created
  document.setTitle(`Invoice ${invoice.number ?? invoice.id}`)
  document.setAuthor(merchantName)
  document.setCreator('Stripe sandbox')
  document.setCreationDate(new Date(issued * 1000))
  document.setModificationDate(new Date(issued * 1000))
  const sheet = new Sheet(document, fonts)
  drawHead(sheet, invoice, issued)
  drawParties(sheet, invoice)
  drawDue(sheet, invoice)
  drawLines(sheet, lines)
  drawTotals(sheet, invoice)
  if (invoice.footer) sheet.paragraph(invoice.footer, { size: 9, color: grey })
  document
    .getPages()
    .forEach((each, i, all) => drawFoot(sheet, each, invoice, `Page ${i + 1} of ${all.length}`))
  return document.save()
}

function drawHead(sheet: Sheet, invoice: Invoice, issued: number): void {
  sheet.text('Invoice', { size: 22, bold: true })
  sheet.textRight(merchantName, { size: 14, bold: true, color: violet })
  sheet.down(34)
  const rows: [string, string][] = [
    ['Invoice number', invoice.number ?? ''],
    ['Date of issue', date(issued)],
    ...(invoice.due_date ? [['Date due', date(invoice.due_date)] as [string, string]] : []),
    ...(invoice.custom_fields ?? []).map((field): [string, string] => [field.name, field.value]),
    ['Status', invoice.status === 'open' ? 'Open' : statusWords(invoice).word],
  ]
  for (const [name, value] of rows) {
    sheet.text(name, { size: 9.5, color: grey })
    sheet.text(value, { size: 9.5, bold: name === 'Invoice number', x: page.margin + 110 })
    sheet.down(15)
  }
  sheet.down(14)
}

function drawParties(sheet: Sheet, invoice: Invoice): void {
  const address = invoice.customer_address
  const place = [address?.postal_code, address?.city, address?.state].filter(Boolean).join(' ')
  const buyer = [
    invoice.customer_name,
    address?.line1,
    address?.line2,
    place,
    address?.country && countryName(address.country),
    invoice.customer_email,
  ]
  const seller = [merchantName, 'Sandbox: this is not a demand for payment']
  const columns: [string, (string | null | undefined)[], number][] = [
    ['From', seller, page.margin],
    ['Bill to', buyer, page.margin + 250],
  ]
  const deepest = Math.max(
    ...columns.map(([title, rows, x]) => {
      sheet.text(title, { size: 9.5, bold: true, x })
      const shown = rows.filter((row): row is string => Boolean(row))
      shown.forEach((row, i) => sheet.text(row, { size: 9.5, color: ink, x, dy: 15 * (i + 1), width: 235 }))
      return shown.length
    }),
  )
  sheet.down(15 * (deepest + 1) + 14)
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

function drawTotals(sheet: Sheet, invoice: Invoice): void {
  const rows: [string, number, boolean][] = [
    ['Total', invoice.total, false],
    ...carried(invoice).map(({ name, cents }): [string, number, boolean] => [name, cents, false]),
    ['Amount due', invoice.amount_due, true],
    ...(invoice.status === 'paid'
      ? [['Amount paid', invoice.amount_paid, false] as [string, number, boolean]]
      : []),
  ]
  sheet.down(6)
  for (const [name, cents, bold] of rows) {
    sheet.room(20)
    sheet.text(name, { size: 9.5, bold, x: 350 })
    sheet.textRight(money(cents), { size: 9.5, bold })
    sheet.down(16)
  }
  sheet.down(14)
}

function drawFoot(sheet: Sheet, each: PDFPage, invoice: Invoice, pageWords: string): void {
  sheet.footOf(each, `${invoice.number ?? ''} - ${money(invoice.amount_due)} due`, pageWords)
}
