import { createHmac, timingSafeEqual } from 'node:crypto'
import { isId, type TokenId } from '@/lib/ids'

export type LinkPurpose = 'verify_email' | 'reset_password'

/** What a mailed link stands for. `expiresAt` is part of what is signed. */
export interface LinkClaim {
  readonly purpose: LinkPurpose
  readonly id: TokenId
  readonly expiresAt: Date
}

/** The token of a mailed link: `<id>.<HMAC-SHA256 over purpose, id and expiry>`. Made at sending time, stored nowhere. */
export function linkToken(secret: string, claim: LinkClaim): string {
  return `${claim.id}.${signature(secret, claim).toString('base64url')}`
}

/** The id that a token names, if it has the shape of one; says nothing of its signature. */
export function linkTokenId(token: string): TokenId | null {
  const id = token.slice(0, token.indexOf('.'))
  return isId('token', id) ? id : null
}

/** Whether the token carries the signature of exactly this claim. Takes the same time wherever it differs. */
export function isLinkToken(secret: string, claim: LinkClaim, token: string): boolean {
  const given = Buffer.from(token.slice(token.indexOf('.') + 1), 'base64url')
  const wanted = signature(secret, claim)
  return token.startsWith(`${claim.id}.`) && given.length === wanted.length && timingSafeEqual(given, wanted)
}

function signature(secret: string, { purpose, id, expiresAt }: LinkClaim): Buffer {
  return createHmac('sha256', secret).update(`${purpose}|${id}|${expiresAt.toISOString()}`).digest()
}
