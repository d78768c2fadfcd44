import { rgb, type Color, type PDFDocument, type PDFFont, type PDFPage } from 'pdf-lib'

export interface Fonts {
  regular: PDFFont
  bold: PDFFont
}
interface TextStyle {
  size: number
  bold?: boolean
  color?: Color
  /** From the left edge of the page; the margin when not given. */
  x?: number
  /** Below the current line. */
  dy?: number
  /** Cut with an ellipsis where it would be wider. */
  width?: number
}

/** A4 in points. */
export const page = { width: 595.28, height: 841.89, margin: 50, foot: 70 }
export const ink = rgb(0.11, 0.11, 0.14)
export const grey = rgb(0.4, 0.4, 0.45)
export const violet = rgb(0.43, 0.29, 0.82)
const hairline = rgb(0.89, 0.89, 0.91)

/** A running page: a current line that moves down, and new pages when there is no room. */
export class Sheet {
  private current: PDFPage
  private y: number

  constructor(
    private readonly document: PDFDocument,
    private readonly fonts: Fonts,
  ) {
    this.current = document.addPage([page.width, page.height])
    this.y = page.height - page.margin - 12
  }

  down(points: number): void {
    this.y -= points
  }

  /** Goes to a new page, which `head` begins, unless so many points are left. */
  room(points: number, head?: () => void): void {
    if (this.y - points > page.foot) return
    this.current = this.document.addPage([page.width, page.height])
    this.y = page.height - page.margin - 12
    head?.()
  }

  text(words: string, style: TextStyle): void {
    const { size, color = ink, x = page.margin, dy = 0, width } = style
    const font = this.font(style)
    const shown = width ? cut(printable(words), font, size, width) : printable(words)
    this.current.drawText(shown, { x, y: this.y - dy, size, font, color })
  }

  textRight(words: string, style: TextStyle): void {
    const shown = printable(words)
    const x = page.width - page.margin - this.font(style).widthOfTextAtSize(shown, style.size)
    this.text(shown, { ...style, x })
  }

  paragraph(words: string, style: TextStyle): void {
    for (const row of this.wrap(words, style.size, page.width - 2 * page.margin)) {
      this.room(style.size * 1.4)
      this.text(row, style)
      this.down(style.size * 1.4)
    }
  }

  rule(color: Color = hairline): void {
    this.current.drawLine({
      start: { x: page.margin, y: this.y },
      end: { x: page.width - page.margin, y: this.y },
      thickness: 0.6,
      color,
    })
  }

  wrap(words: string, size: number, width: number): string[] {
    const font = this.fonts.regular
    const rows: string[] = []
    let row = ''
    for (const word of printable(words)
      .split(/\s+/)
      .map(each => cut(each, font, size, width))) {
      const longer = row ? `${row} ${word}` : word
      if (row && font.widthOfTextAtSize(longer, size) > width) {
        rows.push(row)
        row = word
      } else row = longer
    }
    return [...rows, row]
  }

  footOf(each: PDFPage, left: string, right: string): void {
    const style = { y: 36, size: 8.5, font: this.fonts.regular, color: grey }
    const x = page.width - page.margin - style.font.widthOfTextAtSize(right, style.size)
    each.drawLine({
      start: { x: page.margin, y: 52 },
      end: { x: page.width - page.margin, y: 52 },
      thickness: 0.6,
      color: hairline,
    })
    each.drawText(printable(left), { x: page.margin, ...style })
    each.drawText(right, { x, ...style })
  }

  private font(style: TextStyle): PDFFont {
    return style.bold ? this.fonts.bold : this.fonts.regular
  }
}

function cut(words: string, font: PDFFont, size: number, width: number): string {
  if (font.widthOfTextAtSize(words, size) <= width) return words
  let shorter = words
  while (shorter && font.widthOfTextAtSize(`${shorter}...`, size) > width) shorter = shorter.slice(0, -1)
  return `${shorter}...`
}

const replacements: Record<string, string> = {
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u2212': '-',
  '\u2192': '->',
}
/** What the built-in fonts can show (Windows-1252); accents they lack are dropped, other letters become `?`. */
const windows1252 =
  /[\x20-\x7e\xa0-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]/

function printable(words: string): string {
  return Array.from(words.normalize('NFC'), character => {
    const plain = replacements[character] ?? character
    if ([...plain].every(each => windows1252.test(each))) return plain
    const base = character.normalize('NFKD').replace(/\p{M}/gu, '')
    return base && [...base].every(each => windows1252.test(each)) ? base : '?'
  }).join('')
}
