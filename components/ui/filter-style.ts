import { cn } from './cn'

/** A filter's button: dashed while it can be added, solid while it holds everything, accent while it narrows. */
export const filterStyle = (state: 'add' | 'all' | 'set') =>
  cn(
    'inline-flex h-8 shrink-0 items-center gap-1.5 rounded-ctl border px-2.5 text-13 whitespace-nowrap transition-colors',
    state === 'add' && 'border-dashed border-line-control bg-card text-2 hover:text-ink',
    state === 'all' && 'border-line-control bg-card text-ink hover:bg-hover',
    state === 'set' && 'border-accent-line bg-accent-soft text-ink',
  )
