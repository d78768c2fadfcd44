import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/ids'
import { formatCursor, parseCursor } from './cursor'

describe('a place in the log', () => {
  it('comes back from a URL as it was', () => {
    const at = new Date('2026-11-10T12:00:00.123Z')
    const cursor = { admittedAt: at, id: newId('request', at) }
    expect(parseCursor(formatCursor(cursor))).toEqual({ ok: true, value: cursor })
  })

  it.each([
    '',
    'x',
    '12',
    '1.req_1',
    `99999999999999999.req_${'0'.repeat(32)}`,
    `999999999999999.req_${'0'.repeat(32)}`,
  ])('is refused where it is none: %s', text =>
    expect(parseCursor(text)).toMatchObject({ ok: false, error: { code: 'invalid_cursor' } }),
  )
})
