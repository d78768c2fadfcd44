'use client'

import { createContext, use, useId, type ReactNode } from 'react'
import { cn } from './cn'

interface FieldControl {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: true
}

const FieldContext = createContext<FieldControl | null>(null)

/** What the control of the surrounding Field must carry: its id, its hint and error, and whether it is wrong. */
export function useFieldControl(): Partial<FieldControl> {
  return use(FieldContext) ?? {}
}

export interface FieldProps {
  label: ReactNode
  /** Stands at the right of the label: "optional", a link. */
  aside?: ReactNode
  hint?: ReactNode
  /** What is wrong and what to do. Replaces the hint, marks the control and is announced. */
  error?: ReactNode
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean
  className?: string
  children: ReactNode
}

/** A labelled control with hint and error. The control inside (Input, MoneyInput, Textarea, Select) wires itself. */
export function Field({ label, aside, hint, error, hideLabel = false, className, children }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  const control: FieldControl = {
    id,
    ...(note ? { 'aria-describedby': noteId } : {}),
    ...(error ? { 'aria-invalid': true } : {}),
  }
  return (
    <div className={cn('min-w-0', className)}>
      <div className={cn('mb-1.5 flex items-baseline gap-2', hideLabel && 'sr-only')}>
        <label htmlFor={id} className="text-13 font-medium">
          {label}
        </label>
        {aside ? <span className="ml-auto text-13 text-2">{aside}</span> : null}
      </div>
      <FieldContext value={control}>{children}</FieldContext>
      <div aria-live="polite">
        {note ? (
          <p id={noteId} className={cn('mt-1.5 text-12', error ? 'text-dan' : 'text-2')}>
            {note}
          </p>
        ) : null}
      </div>
    </div>
  )
}
