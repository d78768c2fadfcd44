import type { ExportChoice } from '@/components/export-menu'
import { formatPeriod, type Period } from '@/lib/period'

/** The files of what is behind an invoice's lines. */
export function detailExports(path: string, period: Period): ExportChoice[] {
  const range = formatPeriod(period)
  return [
    { href: `${path}/csv`, label: 'Lines by day and key, CSV', range },
    { href: `${path}/csv?by=request`, label: 'Lines by request, CSV', range },
  ]
}
