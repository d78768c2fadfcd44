import { cn } from './cn'

export interface MeterProps {
  /** What the meter is of, for screen readers. */
  label: string
  /** What it says in words: "$184.27 of $250.00". */
  valueText: string
  /** Parts of the whole, 0 to 1. Geometry only: amounts are formatted by the caller. */
  value: number
  /** More that is expected; hatched. */
  forecast?: number
  /** `caution` over 80 %, `danger` at 100 %, unless given. */
  tone?: 'neutral' | 'caution' | 'danger'
  slim?: boolean
  className?: string
}

const fills = { neutral: 'bg-meter', caution: 'bg-cau-mark', danger: 'bg-dan-mark' }
const percent = (part: number) => `${(Math.min(Math.max(part, 0), 1) * 100).toFixed(2)}%`

export function Meter({ label, valueText, value, forecast = 0, tone, slim = false, className }: MeterProps) {
  const shade = tone ?? (value >= 1 ? 'danger' : value > 0.8 ? 'caution' : 'neutral')
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(Math.min(Math.max(value, 0), 1) * 100)}
      aria-valuetext={valueText}
      className={cn(
        'relative flex overflow-hidden bg-inset shadow-[inset_0_0_0_1px_var(--line)]',
        slim ? 'h-1 rounded-[2px]' : 'h-2 rounded-xs',
        className,
      )}
    >
      <span className={cn('h-full rounded-l-[inherit]', fills[shade])} style={{ width: percent(value) }} />
      {forecast > 0 ? (
        <span className="h-full hatch" style={{ width: percent(Math.min(forecast, 1 - value)) }} />
      ) : null}
    </div>
  )
}
