'use client'

import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { Swatch } from '@/components/ui/swatch'

export interface ChartLegendProps {
  series: readonly { id: string; label: string; color: string }[]
  isolated: string | null
  onIsolate: (id: string) => void
  /** What is not a series: the period before, the limit. */
  marks?: readonly { label: string; mark: ReactNode }[]
  className?: string
}

/** Names the colours. A click shows one series alone, a second click all again. */
export function ChartLegend({ series, isolated, onIsolate, marks = [], className }: ChartLegendProps) {
  return (
    <ul aria-label="Series" className={cn('flex flex-wrap gap-x-1.5 gap-y-1 text-12 text-2', className)}>
      {series.map(one => (
        <li key={one.id} className="min-w-0">
          <button
            type="button"
            aria-pressed={isolated === one.id}
            title={isolated === one.id ? 'Show all' : `Show only ${one.label}`}
            onClick={() => onIsolate(one.id)}
            className={cn(
              'flex max-w-full items-center gap-1.5 rounded-xs px-1 py-0.5 transition-opacity hover:text-ink',
              isolated === one.id && 'text-ink',
              isolated !== null && isolated !== one.id && 'opacity-60',
            )}
          >
            <Swatch color={one.color} />
            <span className="max-w-48 truncate">{one.label}</span>
          </button>
        </li>
      ))}
      {marks.map(one => (
        <li key={one.label} className="flex items-center gap-1.5 px-1 py-0.5 whitespace-nowrap">
          {one.mark}
          {one.label}
        </li>
      ))}
    </ul>
  )
}

export const LineMark = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={cn('w-3 border-t-2 border-ghost', className)} />
)
export const DashMark = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={cn('w-3 border-t border-dashed border-ink-2', className)} />
)
