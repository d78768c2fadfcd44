import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'

export interface Tile {
  label: string
  value: ReactNode
  note?: ReactNode
}

/** Figures side by side in one card. */
export function Tiles({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <Card className="overflow-hidden">
      <dl className="-mr-px -mb-px grid grid-cols-2 lg:grid-cols-4">
        {tiles.map(({ label, value, note }) => (
          <div key={label} className="min-w-0 border-r border-b border-line px-4 py-3">
            <dt className="text-13 text-2">{label}</dt>
            <dd className="mt-0.5 truncate text-20 font-medium tnum">{value}</dd>
            {note ? <dd className="mt-0.5 text-12 text-2">{note}</dd> : null}
          </div>
        ))}
      </dl>
    </Card>
  )
}
