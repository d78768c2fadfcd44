import { cn } from '@/components/ui/cn'

export interface SparklineProps {
  /** Numbers for geometry only; the figure they belong to stands beside them in words. */
  values: readonly number[]
  width?: number
  height?: number
  className?: string
}

/** The shape of a development in the size of a word; the last point is marked. Decorative for screen readers. */
export function Sparkline({ values, width = 84, height = 28, className }: SparklineProps) {
  if (values.length < 2) return null
  const low = Math.min(...values)
  const range = Math.max(...values) - low || 1
  const points = values.map((value, i) => ({
    x: 1 + (i / (values.length - 1)) * (width - 5),
    y: height - 3 - ((value - low) / range) * (height - 6),
  }))
  const path = points.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
  const last = points[points.length - 1]
  if (!last) return null
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
      className={cn('shrink-0 text-2', className)}
    >
      <path d={`${path}L${last.x} ${height}L1 ${height}Z`} fill="currentColor" opacity={0.07} />
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={last.x} cy={last.y} r={2.25} fill="currentColor" />
    </svg>
  )
}
