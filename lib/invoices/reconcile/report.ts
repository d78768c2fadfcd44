import type { AccountId } from '@/lib/ids'
import type { Difference } from '@/lib/invoices/reconcile/compare'
import { formatCount } from '@/lib/format'
import { formatCents, formatUsdExact, type Nanos } from '@/lib/money'
import { formatPeriod, type Period } from '@/lib/period'

type Source = 'events' | 'base' | 'hourly' | 'daily' | 'account shards' | 'key shards'

/** One account's period, as everything that tells of it has it. */
export interface AccountCheck {
  readonly accountId: AccountId
  readonly ledger: Readonly<Record<Source, Nanos>>
  /** Null: none, or the period is not invoiced yet. */
  readonly invoice: { readonly totalNanos: Nanos; readonly totalCents: number } | null
  /** Total of Stripe's invoice; null where there is none. */
  readonly stripeCents: number | null
  readonly differences: readonly Difference[]
}

export interface PeriodCheck {
  readonly period: Period
  /** Whether the period's invoices are out; before, only the ledger is compared. */
  readonly invoiced: boolean
  readonly accounts: readonly AccountCheck[]
}

const header = ['account', 'events', 'base', 'hourly', 'daily', 'shards', 'by key', 'invoice', 'Stripe', '']
const SHOWN = 50

/** The comparison as a table for a terminal: accounts that differ first, then at most fifty that agree, then every difference. */
export function toTable(check: PeriodCheck): string {
  const wrong = check.accounts.filter(({ differences }) => differences.length > 0)
  const right = check.accounts.filter(({ differences }) => differences.length === 0)
  const shown = [...wrong, ...right.slice(0, SHOWN)].map(toRow)
  const hidden = right.length - SHOWN
  return [
    `${formatPeriod(check.period)}${check.invoiced ? '' : ', not invoiced yet: the ledger alone'}`,
    ...(shown.length === 0 ? ['  nothing was used'] : columns([header, ...shown])),
    ...(hidden > 0 ? [`  … and ${formatCount(hidden)} more accounts that agree`] : []),
    ...wrong.flatMap(({ accountId, differences }) =>
      differences.map(({ what, expected, actual }) => `  ! ${accountId}: ${what}: ${expected} ≠ ${actual}`),
    ),
  ].join('\n')
}

/** Of several periods, the first difference there is, as a sentence; null where all agree. */
export function firstDifference(checks: readonly PeriodCheck[]): string | null {
  for (const { period, accounts } of checks)
    for (const { accountId, differences } of accounts)
      for (const { what, expected, actual } of differences)
        return `${formatPeriod(period)}, ${accountId}: ${what} differ, ${expected} and ${actual}.`
  return null
}

function toRow({ accountId, ledger, invoice, stripeCents, differences }: AccountCheck): string[] {
  return [
    accountId,
    ...[ledger.events, ledger.base, ledger.hourly, ledger.daily].map(formatUsdExact),
    ...[ledger['account shards'], ledger['key shards']].map(formatUsdExact),
    invoice ? formatCents(invoice.totalCents) : '–',
    stripeCents === null ? '–' : formatCents(stripeCents),
    differences.length === 0 ? '=' : `≠ ${differences.length}`,
  ]
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows.map(row =>
    `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`.trimEnd(),
  )
}
