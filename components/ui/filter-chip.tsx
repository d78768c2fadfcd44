import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Swatch } from './swatch'

export interface FilterChipProps {
  children: ReactNode
  /** A colour of the chart, `var(--c1)`. */
  color?: string
  /** Names the act: "Remove GPT-5 Mini". */
  removeLabel: string
  onRemove: () => void
}

/** One value that narrows the data, with the way to take it out. */
export function FilterChip({ children, color, removeLabel, onRemove }: FilterChipProps) {
  return (
    <span className="inline-flex h-6 max-w-56 items-center gap-1.5 rounded-sm border border-line bg-card pr-0.5 pl-2 text-12">
      {color ? <Swatch color={color} /> : null}
      <span className="truncate">{children}</span>
      <button
        type="button"
        aria-label={removeLabel}
        onClick={onRemove}
        className="grid size-5 shrink-0 place-items-center rounded-xs text-3 hover:text-ink"
      >
        <X className="size-3" aria-hidden="true" />
      </button>
    </span>
  )
}
