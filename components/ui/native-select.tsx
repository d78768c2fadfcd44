'use client'

import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useFieldControl } from './field'

/** One of very many, by the browser's own list: found by typing, at home on phones, works without a script. */
export function NativeSelect({ className, children, ...props }: Omit<ComponentProps<'select'>, 'size'>) {
  const field = useFieldControl()
  return (
    <span className="relative block min-w-0">
      <select
        {...field}
        {...props}
        className={cn(
          'h-10 w-full min-w-0 appearance-none truncate rounded-ctl border border-line-control bg-card pr-9 pl-3 text-14 text-ink outline-none',
          'aria-invalid:border-dan-mark focus:field-ring disabled:bg-inset disabled:text-3',
          className,
        )}
      >
        {children}
      </select>
      <ChevronDown
        className="pointer-events-none absolute top-1/2 right-3 size-3.5 -translate-y-1/2 text-3"
        aria-hidden="true"
      />
    </span>
  )
}
