import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { centsFigure, figure, guardText, timeCell, toCsvLine, usdFigure } from './csv'
import { parseCsv } from './testing'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      ',',
      '\r',
      '\n',
      '\t',
      '=',
      '+',
      '-',
      '@',
      '＝',
      '＠',
      "'",
      ' ',
      'a',
      'é',
      '…',
    ),
  }),
)
const table = fc
  .integer({ min: 2, max: 6 })
  .chain(columns =>
    fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 8 }),
  )

describe('CSV', () => {
  it('comes back cell by cell from a strict reader of RFC 4180, whatever the text', () => {
    fc.assert(
      fc.property(table, rows => {
        expect(parseCsv(rows.map(toCsvLine).join(''))).toEqual(rows.map(row => row.map(guardText)))
      }),
      { numRuns: 500 },
    )
  })

  it('never starts a cell of text with what a spreadsheet runs, and loses none of the text', () => {
    fc.assert(
      fc.property(text, cell => {
        const guarded = guardText(cell)
        expect(guarded).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
        expect([cell, `'${cell}`]).toContain(guarded)
      }),
    )
    expect(toCsvLine(['=HYPERLINK("https://x.example","a")', '@a', '-1'])).toBe(
      `"'=HYPERLINK(""https://x.example"",""a"")",'@a,'-1\r\n`,
    )
  })

  it('leaves figures as numbers, negative ones too', () => {
    expect(toCsvLine([usdFigure(-19n), centsFigure(-1250), figure(12_345_678n), null])).toBe(
      '-0.000000019,-12.50,12345678,\r\n',
    )
    expect(usdFigure(1_234_567_890_123_456_789n).figure).toBe('1234567890.123456789')
    expect(usdFigure(2_000_000_000n).figure).toBe('2.000000000')
  })

  it('takes nothing inexact for a figure', () => {
    for (const value of [0.1, NaN, 2 ** 53, '1e3', '1,000', '', '=1', '$1'])
      expect(() => figure(value)).toThrow('not an exact number')
  })

  it('writes times by UTC', () => {
    expect(timeCell(new Date('2026-11-01T00:00:00.000+02:00'))).toBe('2026-10-31T22:00:00Z')
  })
})

describe('the strict reader', () => {
  it.each([
    ['a line feed alone', 'a,b\n1,2\r\n'],
    ['a quote inside a bare field', 'a"b,c\r\n'],
    ['text after a quoted field', '"a"b,c\r\n'],
    ['an uneven record', 'a,b\r\n1\r\n'],
    ['no end of the last record', 'a,b\r\n1,2'],
    ['an open quote', '"a,b\r\n'],
  ])('refuses %s', (_, file) => {
    expect(() => parseCsv(file)).toThrow()
  })
})
