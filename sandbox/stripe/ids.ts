import { randomBytes } from 'node:crypto'

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `length` random letters and digits. */
export function randomText(length: number, alphabet = letters): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // Bytes past the last whole multiple of the alphabet would favour its first letters.
      if (byte < 256 - (256 % alphabet.length) && text.length < length)
        text += alphabet.charAt(byte % alphabet.length)
    }
  }
  return text
}

/** An id as Stripe writes them: `cus_`, `in_1…`, `cs_test_…`. */
export function newId(prefix: string): string {
  if (prefix === 'cs') return `cs_test_a1${randomText(56)}`
  if (prefix === 'cus') return `cus_${randomText(14)}`
  return `${prefix}_1${randomText(23)}`
}

/** The prefix of a customer's invoice numbers: eight capitals and digits. */
export const newInvoicePrefix = () => randomText(8, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')
