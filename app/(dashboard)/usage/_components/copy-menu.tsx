'use client'

import { Copy, Image as ImageIcon, Sheet } from 'lucide-react'
import type { RefObject } from 'react'
import { chartImage } from '@/components/charts/chart-image'
import type { ChartUnit } from '@/components/charts/scale'
import type { ChartPoint, ChartSeries } from '@/components/charts/series'
import { Button } from '@/components/ui/button'
import { Menu, MenuItem } from '@/components/ui/dropdown-menu'
import { toast } from '@/components/ui/toast'
import { chartCsv } from './chart-csv'

export interface CopyMenuProps {
  title: string
  unit: ChartUnit
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
  zoneName: string
  figure: RefObject<HTMLElement | null>
}

/** Copies what the chart shows: as a picture, or its exact figures. */
export function CopyMenu({ title, unit, series, points, zoneName, figure }: CopyMenuProps) {
  const copy = (what: string, item: () => ClipboardItem) => {
    // Made within the click: browsers let nothing else write to the clipboard.
    navigator.clipboard.write([item()]).then(
      () => toast.success(`${what} copied.`),
      () => toast.error(`${what} could not be copied. Your browser may not allow it on this page.`),
    )
  }
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" className="-mr-2">
          <Copy aria-hidden="true" />
          <span>Copy chart</span>
        </Button>
      }
    >
      <MenuItem
        onSelect={() => {
          const element = figure.current
          if (element)
            copy(
              'Image',
              () => new ClipboardItem({ 'image/png': chartImage(element, `${title}, ${zoneName}`) }),
            )
        }}
      >
        <ImageIcon aria-hidden="true" strokeWidth={1.75} />
        As an image
      </MenuItem>
      <MenuItem
        onSelect={() => {
          const text = chartCsv({ unit, series, points, zoneName })
          copy('CSV', () => new ClipboardItem({ 'text/plain': new Blob([text], { type: 'text/plain' }) }))
        }}
      >
        <Sheet aria-hidden="true" strokeWidth={1.75} />
        As CSV
      </MenuItem>
    </Menu>
  )
}
