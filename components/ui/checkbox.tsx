'use client'

import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { useId, type ComponentProps, type ReactNode } from 'react'
import { cn } from './cn'

export function Checkbox({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      {...props}
      className={cn(
        'group grid size-4 shrink-0 place-items-center rounded-xs border border-line-control bg-card text-on-accent transition-colors',
        'data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent',
        'disabled:cursor-not-allowed disabled:opacity-55',
        className,
      )}
    >
      <Radix.Indicator>
        <Check
          className="size-3 group-data-[state=indeterminate]:hidden"
          strokeWidth={2.5}
          aria-hidden="true"
        />
        <Minus
          className="hidden size-3 group-data-[state=indeterminate]:block"
          strokeWidth={2.5}
          aria-hidden="true"
        />
      </Radix.Indicator>
    </Radix.Root>
  )
}

export interface CheckboxRowProps extends ComponentProps<typeof Radix.Root> {
  label: ReactNode
  description?: ReactNode
  /** Stands at the right end, in the mono face as a rule. */
  aside?: ReactNode
}

/** A checkbox with its name and a line on what it does; the whole row can be clicked. */
export function CheckboxRow({ label, description, aside, ...props }: CheckboxRowProps) {
  const id = useId()
  return (
    <label htmlFor={id} className="flex items-center gap-2.5 px-3 py-2 text-13">
      <Checkbox {...props} id={id} aria-describedby={description ? `${id}-d` : undefined} />
      <span className="min-w-0 flex-1">
        {label}
        {description ? (
          <span id={`${id}-d`} className="block text-12 text-2">
            {description}
          </span>
        ) : null}
      </span>
      {aside ? <span className="hidden font-mono text-12 text-3 sm:block">{aside}</span> : null}
    </label>
  )
}
