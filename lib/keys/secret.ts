import { hash, randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 256 bits in base 62. */
const LENGTH = 43
const PREFIX_LENGTH = 7

/** What is kept of a secret: enough to find it again and to recognise it, nothing that opens anything. */
export interface SecretRecord {
  /** SHA-256 of the whole secret, hex. It is random, so it needs no salt and no slow hash. */
  readonly secretHash: string
  readonly secretPrefix: string
  readonly secretLastFour: string
}

/** A new API key: `sk-` and 256 bits of randomness in letters and digits, which a double click selects whole. */
export function newSecret(): string {
  let rest = BigInt(`0x${randomBytes(32).toString('hex')}`)
  let digits = ''
  while (digits.length < LENGTH) {
    digits = (alphabet[Number(rest % 62n)] ?? '') + digits
    rest /= 62n
  }
  return `sk-${digits}`
}

export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}

export function toSecretRecord(secret: string): SecretRecord {
  return {
    secretHash: hashSecret(secret),
    secretPrefix: secret.slice(0, PREFIX_LENGTH),
    secretLastFour: secret.slice(-4),
  }
}
