import type { ExportChoice } from '@/components/export-menu'
import { formatPeriod, periodsBetween, toPeriod, type Period } from '@/lib/period'

/** FOCUS files of so many months at most are offered here. */
const MONTHS = 12

/** The files that the list of invoices offers: all invoices with their lines, and as FOCUS the last month and up to a year. */
export function invoiceExports(
  shown: readonly { readonly period: string }[],
  current: Period,
): ExportChoice[] {
  const months = shown.map(({ period }) => toPeriod(period)).toSorted()
  const [oldest, last] = [months[0], months.at(-1)]
  const invoices = {
    href: '/billing/export/invoices',
    label: 'Invoices with lines, CSV',
    range: 'All months',
  }
  if (!oldest || !last) return [invoices, focus(current, current)]
  const first = periodsBetween(oldest, last).at(-MONTHS) ?? oldest
  return [invoices, focus(last, last), ...(first === last ? [] : [focus(first, last)])]
}

function focus(first: Period, last: Period): ExportChoice {
  return {
    href: `/billing/export/focus?from=${first}&to=${last}`,
    label: 'FOCUS 1.2, CSV',
    range: first === last ? formatPeriod(last) : `${formatPeriod(first)} to ${formatPeriod(last)}`,
  }
}
