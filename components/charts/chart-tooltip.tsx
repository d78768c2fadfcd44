'use client'

import Link from 'next/link'
import { Swatch } from '@/components/ui/swatch'
import type { Readout } from './series'

export interface ReadoutProps {
  head: string
  readout: Readout
  comparison?: { label: string; said: string }
}

/** All series at one moment, highest first, with the total: beside the pointer. */
export function ChartTooltip({ head, readout, comparison }: ReadoutProps) {
  return (
    <div className="w-58 rounded-ctl bg-float px-3 py-2.5 text-12 text-ink shadow-float">
      <div className="flex justify-between gap-3 text-13 font-medium">
        <span>{head}</span>
        <span className="tnum">{readout.total}</span>
      </div>
      {readout.rows.length > 1 ? (
        <div className="mt-1.5 border-t border-line pt-1">
          {readout.rows.map(row => (
            <div key={row.id} className="flex items-center gap-2 py-[2.5px]">
              <Swatch color={row.color} />
              <span className="min-w-0 flex-1 truncate">{row.label}</span>
              <span className="tnum">{row.said}</span>
            </div>
          ))}
        </div>
      ) : readout.rows[0] ? (
        <div className="flex items-center gap-2 pt-0.5 text-2">
          <Swatch color={readout.rows[0].color} />
          <span className="min-w-0 truncate">{readout.rows[0].label}</span>
        </div>
      ) : null}
      {comparison ? (
        <div className="mt-1.5 border-t border-line pt-1.5">
          <Foot mark={<GhostMark />} label={comparison.label} said={comparison.said} />
        </div>
      ) : null}
    </div>
  )
}

export interface ChartReadoutProps extends ReadoutProps {
  isolated: string | null
  onIsolate: (id: string) => void
  /** Narrows the period to this moment; a tap on the bar only reads it. */
  narrow?: { label: string; href: string; scroll: boolean }
}

/** The same for a phone, where it stands under the chart and is the legend too. */
export function ChartReadout(props: ChartReadoutProps) {
  const { head, readout, comparison, isolated, onIsolate, narrow } = props
  return (
    <div aria-live="polite" className="mt-3 border-t border-line pt-2.5 text-12 md:hidden">
      <div className="mb-1.5 flex justify-between gap-3 text-13 font-medium">
        <span>{head}</span>
        <span className="tnum">{readout.total}</span>
      </div>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(144px,1fr))] gap-x-3.5 gap-y-1.5">
        {readout.rows.map(row => (
          <button
            key={row.id}
            type="button"
            aria-pressed={isolated === row.id}
            onClick={() => onIsolate(row.id)}
            className="flex min-w-0 items-center gap-1.5 rounded-xs text-left"
          >
            <Swatch color={row.color} />
            <span className="min-w-0 flex-1 truncate">{row.label}</span>
            <span className="tnum">{row.said}</span>
          </button>
        ))}
        {comparison ? <Foot mark={<GhostMark />} label={comparison.label} said={comparison.said} /> : null}
      </div>
      <div className="mt-2.5 flex gap-4 empty:hidden">
        {isolated ? (
          <button type="button" onClick={() => onIsolate(isolated)} className="link">
            Show all series
          </button>
        ) : null}
        {narrow ? (
          <Link href={narrow.href} scroll={narrow.scroll} className="link">
            {narrow.label}
          </Link>
        ) : null}
      </div>
    </div>
  )
}

export function GhostMark() {
  return <span aria-hidden="true" className="w-2 shrink-0 border-t-2 border-ghost" />
}

function Foot({ mark, label, said }: { mark: React.ReactNode; label: string; said: string }) {
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-2">
      {mark}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <span className="tnum">{said}</span>
    </div>
  )
}
