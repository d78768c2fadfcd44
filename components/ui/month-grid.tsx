'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { IconButton } from './button'
import { addDays, addMonths, clampDay, dayName, monthGrid, monthName, weekday, type Day } from './calendar'
import { cn } from './cn'

export interface MonthGridProps {
  /** The day that has the focus; its month is shown. */
  focus: Day
  onFocus: (day: Day) => void
  range: { from: Day; to: Day } | null
  min?: Day
  max?: Day
  onPick: (day: Day) => void
  /** The pointer or focus lies on this day: the range so far is shown up to it. */
  onHover?: (day: Day) => void
}

const heads = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Where a key moves the focus; undefined for keys that are not ours. */
function moved(day: Day, { key, shiftKey }: KeyboardEvent): Day | undefined {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1)
    case 'ArrowRight':
      return addDays(day, 1)
    case 'ArrowUp':
      return addDays(day, -7)
    case 'ArrowDown':
      return addDays(day, 7)
    case 'Home':
      return addDays(day, -weekday(day))
    case 'End':
      return addDays(day, 6 - weekday(day))
    case 'PageUp':
      return addMonths(day, shiftKey ? -12 : -1)
    case 'PageDown':
      return addMonths(day, shiftKey ? 12 : 1)
    default:
      return undefined
  }
}

/** One month to choose days from. Arrows move by day and week, Home and End within it, Page keys by month, with Shift by year. */
export function MonthGrid({ focus, onFocus, range, min, max, onPick, onHover }: MonthGridProps) {
  const table = useRef<HTMLTableElement>(null)
  const byKey = useRef(false)
  useEffect(() => {
    if (!byKey.current) return
    byKey.current = false
    table.current?.querySelector<HTMLButtonElement>('button[tabindex="0"]')?.focus()
  }, [focus])

  function onKeyDown(event: KeyboardEvent) {
    const next = moved(focus, event)
    if (!next) return
    event.preventDefault()
    byKey.current = true
    const day = clampDay(next, min, max)
    onFocus(day)
    onHover?.(day)
  }
  const turn = (months: number) => onFocus(clampDay(addMonths(focus, months), min, max))
  const isOut = (day: Day) => (min !== undefined && day < min) || (max !== undefined && day > max)

  return (
    <div>
      <div className="mb-1 flex items-center">
        <IconButton
          label="Previous month"
          size="sm"
          onClick={() => turn(-1)}
          disabled={min !== undefined && focus.slice(0, 7) <= min.slice(0, 7)}
        >
          <ChevronLeft aria-hidden="true" />
        </IconButton>
        <div aria-live="polite" className="flex-1 text-center text-13 font-medium">
          {monthName(focus)}
        </div>
        <IconButton
          label="Next month"
          size="sm"
          onClick={() => turn(1)}
          disabled={max !== undefined && focus.slice(0, 7) >= max.slice(0, 7)}
        >
          <ChevronRight aria-hidden="true" />
        </IconButton>
      </div>
      <table
        ref={table}
        role="grid"
        aria-label={monthName(focus)}
        onKeyDown={onKeyDown}
        className="border-separate border-spacing-y-px"
      >
        <thead>
          <tr>
            {heads.map(head => (
              <th key={head} scope="col" className="h-7 w-9 text-center text-12 font-normal text-3">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {monthGrid(focus).map(week => (
            <tr key={week.find(Boolean)}>
              {week.map((day, i) =>
                day === null ? (
                  <td key={i} />
                ) : (
                  <DayCell
                    key={day}
                    day={day}
                    focused={day === focus}
                    range={range}
                    out={isOut(day)}
                    onPick={onPick}
                    onHover={onHover}
                  />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface DayCellProps extends Pick<MonthGridProps, 'range' | 'onPick' | 'onHover'> {
  day: Day
  focused: boolean
  out: boolean
}

function DayCell({ day, focused, range, out, onPick, onHover }: DayCellProps) {
  const inside = range !== null && day >= range.from && day <= range.to
  const end = range !== null && (day === range.from || day === range.to)
  return (
    <td
      aria-selected={inside}
      className={cn(
        'p-0',
        inside && 'bg-accent-soft',
        range?.from === day && 'rounded-l-sm',
        range?.to === day && 'rounded-r-sm',
      )}
    >
      <button
        type="button"
        tabIndex={focused ? 0 : -1}
        aria-label={dayName(day)}
        disabled={out}
        onClick={() => onPick(day)}
        onPointerEnter={() => onHover?.(day)}
        className={cn(
          'grid h-8 w-9 place-items-center rounded-sm text-13 tnum disabled:cursor-not-allowed disabled:text-3 disabled:opacity-55',
          end ? 'bg-accent font-medium text-on-accent' : 'not-disabled:hover:bg-hover',
        )}
      >
        {Number(day.slice(8))}
      </button>
    </td>
  )
}
