'use client'

import { Calendar } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Button } from './button'
import { clampDay, isDay, rangeName, type Day } from './calendar'
import { filterStyle } from './filter-style'
import { Input } from './input'
import { Field } from './field'
import { MonthGrid } from './month-grid'
import { Popover } from './popover'

export interface DayRange {
  /** First and last day, both included. */
  from: Day
  to: Day
}

export interface DateRangePickerProps {
  value: DayRange | null
  onChange: (range: DayRange) => void
  /** The first and last day that can be chosen. */
  min?: Day
  max?: Day
  /** Shown behind the range, since days need a zone to mean something. */
  zone?: string
}

/** Two days, from a month's grid or typed. The days are calendar days of `zone`. */
export function DateRangePicker({ value, onChange, min, max, zone = 'UTC' }: DateRangePickerProps) {
  const [open, setOpen] = useState(false)
  const said = value ? rangeName(value.from, value.to) : 'Choose days'
  return (
    <Popover
      label="Choose days"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" aria-label={`Days: ${said}, ${zone}`} className={filterStyle('all')}>
          <Calendar className="size-3.5 text-3" strokeWidth={1.75} aria-hidden="true" />
          {said}
          <span className="text-3">{zone}</span>
        </button>
      }
    >
      <RangeForm
        value={value}
        min={min}
        max={max}
        onChange={range => {
          setOpen(false)
          onChange(range)
        }}
      />
    </Popover>
  )
}

function RangeForm({ value, onChange, min, max }: DateRangePickerProps) {
  const [focus, setFocus] = useState(value?.to ?? max ?? min ?? '2026-01-01')
  const [start, setStart] = useState<Day | null>(null)
  const [hover, setHover] = useState<Day | null>(null)
  const [from, setFrom] = useState(value?.from ?? '')
  const [to, setTo] = useState(value?.to ?? '')
  const [error, setError] = useState<string>()
  const picking = start && { from: start, to: hover ?? start }
  const shown = picking
    ? ordered(picking.from, picking.to)
    : isDay(from) && isDay(to)
      ? ordered(from, to)
      : null

  function pick(day: Day) {
    setFocus(day)
    setError(undefined)
    if (start === null) {
      setStart(day)
      setHover(day)
      setFrom(day)
      setTo('')
    } else onChange(ordered(start, day))
  }
  function apply(event: FormEvent) {
    event.preventDefault()
    if (!isDay(from) || !isDay(to)) return setError('Write both days as 2026-11-01.')
    const range = ordered(from, to)
    if (clampDay(range.from, min, max) !== range.from || clampDay(range.to, min, max) !== range.to)
      return setError(`Choose days ${min ? `from ${min} ` : ''}${max ? `up to ${max}` : ''}.`)
    onChange(range)
  }

  return (
    <form onSubmit={apply} className="w-[276px] p-3">
      <MonthGrid
        focus={focus}
        onFocus={setFocus}
        range={shown}
        min={min}
        max={max}
        onPick={pick}
        onHover={day => start && setHover(day)}
      />
      <p aria-live="polite" className="mt-1 mb-2 h-4 text-12 text-2">
        {start ? 'Now the last day.' : ''}
      </p>
      <div className="grid grid-cols-2 gap-2">
        <Field label="From" error={error}>
          <Input
            size="sm"
            value={from}
            onChange={event => setFrom(event.target.value)}
            placeholder="2026-11-01"
            autoComplete="off"
          />
        </Field>
        <Field label="To">
          <Input
            size="sm"
            value={to}
            onChange={event => setTo(event.target.value)}
            placeholder="2026-11-22"
            autoComplete="off"
          />
        </Field>
      </div>
      <Button type="submit" className="mt-3 w-full">
        Show these days
      </Button>
    </form>
  )
}

function ordered(a: Day, b: Day): DayRange {
  return a <= b ? { from: a, to: b } : { from: b, to: a }
}
