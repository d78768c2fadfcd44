import { describe, expect, it } from 'vitest'
import { isLinkToken, linkToken, linkTokenId, type LinkClaim } from '@/lib/accounts/link-token'
import { newId } from '@/lib/ids'

const expiresAt = new Date('2026-11-23T10:00:00.000Z')
const claim: LinkClaim = {
  purpose: 'verify_email',
  id: newId('token', new Date('2026-11-22T10:00:00Z')),
  expiresAt,
}
const secret = 'a secret of thirty-two characters'

describe('mailed links', () => {
  it('open what they were signed for', () => {
    const token = linkToken(secret, claim)
    expect(linkTokenId(token)).toBe(claim.id)
    expect(isLinkToken(secret, claim, token)).toBe(true)
    expect(encodeURIComponent(token)).toBe(token)
  })

  it('open nothing else: not another purpose, expiry, id or secret', () => {
    const token = linkToken(secret, claim)
    expect(isLinkToken(secret, { ...claim, purpose: 'reset_password' }, token)).toBe(false)
    expect(isLinkToken(secret, { ...claim, expiresAt: new Date(expiresAt.getTime() + 1) }, token)).toBe(false)
    expect(isLinkToken('another secret of that very length', claim, token)).toBe(false)
    const other = newId('token', new Date())
    expect(isLinkToken(secret, { ...claim, id: other }, token.replace(claim.id, other))).toBe(false)
  })

  it.each(['', '.', 'tok_1.abc', `${claim.id}`, `${claim.id}.`, `${claim.id}.AAAA`])('refuse %j', token => {
    expect(isLinkToken(secret, claim, token)).toBe(false)
  })
})
