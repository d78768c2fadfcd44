import { describe, expect, it } from 'vitest'
import { formatNotice, parseNotice, type Notice } from './channel'

describe('a notice', () => {
  it.each<Notice>([
    { kind: 'epoch', epoch: 42 },
    { kind: 'squeeze', accountId: 'acc_1', scope: 'account', period: '2026-11' },
    { kind: 'squeeze', accountId: 'acc_1', scope: 'key_2', period: '2026-11' },
  ])('reads back as it was written: %o', notice => {
    expect(parseNotice(formatNotice(notice))).toEqual(notice)
  })

  it.each([
    '',
    'x',
    '-1',
    '1.5',
    'squeeze',
    'squeeze acc_1 account 2026-13',
    'squeeze usr_1 account 2026-11',
  ])('ignores %j', payload => {
    expect(parseNotice(payload)).toBeNull()
  })
})
