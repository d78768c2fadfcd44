import { createHmac } from 'node:crypto'

/** The `Stripe-Signature` header for a body: HMAC-SHA256 over "time.body", once for each secret in force. `at` is real time. */
export function signatureHeader(body: string, secrets: string[], at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000)
  const signatures = secrets.map(
    secret => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`,
  )
  return [`t=${seconds}`, ...signatures].join(',')
}
