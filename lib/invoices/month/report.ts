import type { CloseSummary } from '@/lib/invoices/month/summary'
import type { InvoiceState } from '@/lib/invoices/status'
import { formatCount } from '@/lib/format'
import { formatCents, formatUsdExact } from '@/lib/money'
import { formatPeriod } from '@/lib/period'

/** What became of a bill, as a month close counts it. */
export const stateLabels: Readonly<Record<InvoiceState, string>> = {
  paid: 'paid',
  carried: 'carried over (under $0.50)',
  credited: 'settled by credit',
  refunded: 'refunded',
  disputed: 'disputed',
  charged_back: 'charged back',
  failed: 'payment failed',
  unconfirmed: 'to be confirmed with the bank',
  open: 'open',
  uncollectible: 'uncollectible',
  void: 'void',
  nothing_due: 'nothing due',
  preparing: 'not finished',
}
export const stateOrder: readonly InvoiceState[] = [
  'paid',
  'carried',
  'credited',
  'refunded',
  'disputed',
  'charged_back',
  'failed',
  'unconfirmed',
  'open',
  'uncollectible',
  'void',
  'nothing_due',
  'preparing',
]

/** A month close as a short table for a terminal. */
export function toTable(summary: CloseSummary): string {
  const rows = stateOrder.flatMap(state => {
    const sum = summary.states[state]
    return sum ? [[stateLabels[state], formatCount(sum.count), formatCents(sum.cents)]] : []
  })
  if (summary.failures.length > 0)
    rows.push(['could not be billed', formatCount(summary.failures.length), ''])
  rows.push(['total', formatCount(summary.accounts), formatCents(summary.totalCents)])
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const lines = rows.map(
    ([label = '', count = '', cents = '']) =>
      `  ${label.padEnd(widths[0] ?? 0)}  ${count.padStart(widths[1] ?? 0)}  ${cents.padStart(widths[2] ?? 0)}`,
  )
  return [
    `${formatPeriod(summary.period)} is closed. ${saidOf(summary.changed)}`,
    ...lines,
    `  metered: ${formatUsdExact(summary.totalNanos)}`,
    ...summary.failures.map(({ accountId, reason }) => `  ! ${accountId}: ${reason}`),
  ].join('\n')
}

function saidOf(changed: number): string {
  if (changed === 0) return 'Nothing was left to do.'
  return `${formatCount(changed)} ${changed === 1 ? 'bill' : 'bills'} made or finished by this run.`
}
