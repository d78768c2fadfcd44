import { PDFDocument, StandardFonts } from 'pdf-lib'
import { countryName } from '@/sandbox/stripe/pages/countries'
import { merchantName } from '@/sandbox/stripe/pages/layout'
import { Sheet, grey, ink, page, violet } from '@/sandbox/stripe/pages/pdf-sheet'
import type { Objects } from '@/sandbox/stripe/types'

/** A document of the merchant, with its first page begun. `issued` is in Unix seconds. */
export async function openDocument(
  title: string,
  issued: number,
): Promise<{ document: PDFDocument; sheet: Sheet }> {
  const document = await PDFDocument.create()
  const regular = await document.embedFont(StandardFonts.Helvetica)
  const bold = await document.embedFont(StandardFonts.HelveticaBold)
  const at = new Date(issued * 1000)
  document.setTitle(title)
  document.setAuthor(merchantName)
  document.setCreator('Stripe sandbox')
  document.setCreationDate(at)
  document.setModificationDate(at)
  return { document, sheet: new Sheet(document, { regular, bold }) }
}

/** Puts the foot on every page and gives the file. */
export function closeDocument(document: PDFDocument, sheet: Sheet, foot: string): Promise<Uint8Array> {
  document.getPages().forEach((each, i, all) => sheet.footOf(each, foot, `Page ${i + 1} of ${all.length}`))
  return document.save()
}

/** What it is, who it is from, and its facts one under another; the first is the number. */
export function drawHead(sheet: Sheet, title: string, facts: [string, string][]): void {
  sheet.text(title, { size: 22, bold: true })
  sheet.textRight(merchantName, { size: 14, bold: true, color: violet })
  sheet.down(34)
  facts.forEach(([name, value], i) => {
    sheet.text(name, { size: 9.5, color: grey })
    sheet.text(value, { size: 9.5, bold: i === 0, x: page.margin + 110 })
    sheet.down(15)
  })
  sheet.down(14)
}

/** The merchant and, beside it, the customer as the invoice had them when it was issued. */
export function drawParties(sheet: Sheet, invoice: Objects['invoice']): void {
  const columns: [string, string[], number][] = [
    ['From', [merchantName, 'Sandbox: this is not a demand for payment'], page.margin],
    ['Bill to', buyerOf(invoice), page.margin + 250],
  ]
  const deepest = Math.max(
    ...columns.map(([title, rows, x]) => {
      sheet.text(title, { size: 9.5, bold: true, x })
      rows.forEach((row, i) => sheet.text(row, { size: 9.5, color: ink, x, dy: 15 * (i + 1), width: 235 }))
      return rows.length
    }),
  )
  sheet.down(15 * (deepest + 1) + 14)
}

/** Name, address, e-mail and tax ids of the customer, line by line. */
export function buyerOf(invoice: Objects['invoice']): string[] {
  const address = invoice.customer_address
  const rows = [
    invoice.customer_name,
    address?.line1,
    address?.line2,
    [address?.postal_code, address?.city, address?.state].filter(Boolean).join(' '),
    address?.country && countryName(address.country),
    invoice.customer_email,
    ...(invoice.customer_tax_ids ?? []).map(id => `${taxIdName(id.type)} ${id.value ?? ''}`),
  ]
  return rows.filter((row): row is string => Boolean(row))
}

/** `eu_vat` as people write it: `EU VAT`. */
export const taxIdName = (type: string) => type.replaceAll('_', ' ').toUpperCase()

/** Sums under the amounts, each in its row; `strong` ones are what the page is about. */
export function drawSums(sheet: Sheet, rows: { name: string; value: string; strong?: boolean }[]): void {
  sheet.down(6)
  for (const { name, value, strong = false } of rows) {
    sheet.room(20)
    sheet.text(name, { size: 9.5, bold: strong, x: 350 })
    sheet.textRight(value, { size: 9.5, bold: strong })
    sheet.down(16)
  }
  sheet.down(14)
}
