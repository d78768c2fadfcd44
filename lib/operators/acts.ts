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

/** What the log says beside an act, for reading: `from $50.00 to $25.00`, `amount: $1.50, reason: fraud`. */
export function detailWords(action: string, details: Readonly<Record<string, Value>>): string {
  const { from, to, ...others } = details
  const money = (value: Value) =>
    typeof value === 'string' && ofMoney.includes(action) ? `$${value}` : valueWords(value)
  const isChange = from !== undefined && to !== undefined
  const change = isChange ? [`from ${money(from)} to ${money(to)}`] : []
  const rest = Object.entries(isChange ? others : details).map(([name, value]) => {
    if (name.endsWith('_cents') && typeof value === 'number')
      return `${nameWords(name.slice(0, -'_cents'.length))}: ${formatCents(value)}`
    if (name.endsWith('_nanos') && /^\d+$/.test(String(value)))
      return `${nameWords(name.slice(0, -'_nanos'.length))}: ${formatUsd(BigInt(String(value)))}`
    return `${nameWords(name)}: ${valueWords(value)}`
  })
  return [...change, ...rest].join(', ')
}

function nameWords(name: string): string {
  return name.replaceAll('_', ' ')
}

function valueWords(value: Value): string {
  return value === null ? 'none' : String(value)
}
