import type { StandingReason } from '@/lib/billing/standing'
import { formatCount } from '@/lib/format'
import { formatCents, formatUsd } from '@/lib/money'

/** What the audit log knows, in words. An act that is not listed is shown by its own name. */
const words: Readonly<Record<string, string>> = {
  'account.created': 'Account made',
  'account.held': 'Hold placed',
  'account.hold_lifted': 'Hold lifted',
  'admin_key.created': 'Admin key created',
  'admin_key.revoked': 'Admin key revoked',
  'billing.card_removed': 'Card removed',
  'billing.card_saved': 'Card saved',
  'billing.default_card_changed': 'Default card changed',
  'billing.details_changed': 'Invoice details changed',
  'billing.portal_opened': 'Stripe’s portal opened',
  'billing.setup_started': 'Set-up of billing begun',
  'ceiling.changed': 'Ceiling changed',
  'dispute.cleared': 'Dispute cleared',
  'dispute.inquiry': 'Bank asked about a payment',
  'dispute.lost': 'Dispute lost',
  'dispute.open': 'Payment disputed',
  'dispute.won': 'Dispute won',
  'invoice.credited': 'Invoice credited',
  'invoice.issued': 'Invoice issued',
  'key.changed': 'Key changed',
  'key.created': 'Key created',
  'key.deleted': 'Key deleted',
  'key.disabled': 'Key disabled',
  'key.enabled': 'Key enabled',
  'key.rates_changed': 'Rate limits of a key changed',
  'key.regenerated': 'Key regenerated',
  'limit.changed': 'Spending limit changed',
  'operator.granted': 'Operator made',
  'operator.revoked': 'Operator revoked',
  'settlement_failure.resolved': 'Settlement failure resolved',
  'standing.changed': 'Standing changed',
  'user.provider_linked': 'Sign-in linked',
  'webhook.replayed': 'Webhook replayed',
}

/** What only operators can do. */
export const operatorActs = [
  'account.held',
  'account.hold_lifted',
  'ceiling.changed',
  'dispute.cleared',
  'invoice.credited',
  'operator.granted',
  'operator.revoked',
  'settlement_failure.resolved',
  'webhook.replayed',
] as const

/** Every act that has words, in their order. */
export const knownActs: readonly string[] = Object.keys(words).sort((a, b) =>
  actWords(a).localeCompare(actWords(b), 'en'),
)

export function actWords(action: string): string {
  return words[action] ?? action
}

type Value = string | number | boolean | null

/** Acts whose `from` and `to` are dollars. */
const ofMoney: readonly string[] = ['ceiling.changed', 'limit.changed']

/** Why an account stands where it stands. */
export const reasonWords: Readonly<Record<StandingReason, string>> = {
  no_card: 'no card is saved',
  paid_up: 'a card, and nothing owed',
  payment_failed: 'a payment failed',
  grace_over: 'unpaid for more than seven days',
  owes_without_card: 'owes, and has no card',
  held: 'held by an operator',
  disputed: 'a payment is disputed',
}

/** What the log says beside an act, for reading: `from $50.00 to $25.00`, `amount: $1.50, reason: fraud`. */
export function detailWords(action: string, details: Readonly<Record<string, Value>>): string {
  const changes: string[] = []
  const others: string[] = []
  for (const [name, value] of Object.entries(details)) {
    const before = name === 'to' ? 'from' : name.endsWith('_to') ? name.replace(/to$/, 'from') : null
    const after = name === 'from' ? 'to' : name.endsWith('_from') ? name.replace(/from$/, 'to') : null
    const from = before === null ? undefined : details[before]
    if (from !== undefined)
      changes.push(changeWords(action, nameWords(name.replace(/_?to$/, '')), from, value))
    else if (after === null || details[after] === undefined) others.push(factWords(action, name, value))
  }
  return [...changes.toSorted(), ...others].join(', ')
}

/** `from free to active`, `requests from none to 60`. */
function changeWords(action: string, name: string, from: Value, to: Value): string {
  const words = (value: Value) => {
    if (typeof value === 'string' && ofMoney.includes(action)) return `$${value}`
    return action === 'standing.changed' ? nameWords(valueWords(value)) : valueWords(value)
  }
  return `${name} from ${words(from)} to ${words(to)}`.trim()
}

function factWords(action: string, name: string, value: Value): string {
  if (name.endsWith('_cents') && typeof value === 'number')
    return `${nameWords(name.slice(0, -'_cents'.length))}: ${formatCents(value)}`
  if (name.endsWith('_nanos') && /^\d+$/.test(String(value)))
    return `${nameWords(name.slice(0, -'_nanos'.length))}: ${formatUsd(BigInt(String(value)))}`
  const known: Readonly<Record<string, string>> = reasonWords
  const reason = action === 'standing.changed' && name === 'reason' ? known[String(value)] : undefined
  return reason ?? `${nameWords(name)}: ${valueWords(value)}`
}

function nameWords(name: string): string {
  return name.replaceAll('_', ' ')
}

function valueWords(value: Value): string {
  if (value === null) return 'none'
  return typeof value === 'number' ? formatCount(value) : String(value)
}
