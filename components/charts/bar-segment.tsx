'use client'

export interface BarSegmentProps {
  x?: number
  y?: number
  width?: number
  height?: number
  fill?: string
  /** Stands on another segment: one pixel of card parts them, so that no boundary rests on hue alone. */
  stacked: boolean
  /** The highest of its bar: rounded. */
  top: boolean
}

/** One part of a stacked bar. */
export function BarSegment({ x = 0, y = 0, width = 0, height = 0, fill, stacked, top }: BarSegmentProps) {
  const gap = stacked && height > 2 ? 1 : 0
  const h = height - gap
  if (h < 0.35) return null
  const r = top ? Math.min(2, h, width / 2) : 0
  const bottom = y + h
  return (
    <path
      fill={fill}
      d={`M${x} ${bottom}V${y + r}Q${x} ${y} ${x + r} ${y}H${x + width - r}Q${x + width} ${y} ${x + width} ${y + r}V${bottom}Z`}
    />
  )
}
