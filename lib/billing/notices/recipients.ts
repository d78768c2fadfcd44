import type { BillingTemplate } from '@/lib/mail/templates'

/**
 * Documents, for whoever keeps the books. All other mails about money tell what keeps the API from working, or will: those go to
 * the account's people even where it has a billing address.
 */
const documents: ReadonlySet<string> = new Set<BillingTemplate>([
  'invoice_ready',
  'invoice_credited',
  'payment_received',
])

/**
 * Whom a mail about an account's money goes to, each address once: those who own or manage the account or do its billing.
 * Documents go to its billing address instead, where it has one, all others there too.
 */
export function toRecipients(
  template: string,
  people: readonly string[],
  billingEmail: string | null,
): string[] {
  if (billingEmail === null) return [...people]
  if (documents.has(template)) return [billingEmail]
  const known = people.some(address => address.toLowerCase() === billingEmail.toLowerCase())
  return known ? [...people] : [...people, billingEmail]
}
