'use client'

import { Switch as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'

/** On or off, at once. It needs a name: a label with its id, or `aria-label`. */
export function Switch({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      {...props}
      className={cn(
        'h-4 w-7 shrink-0 rounded-full bg-ink-3 p-0.5 transition-colors data-[state=checked]:bg-accent disabled:cursor-not-allowed disabled:opacity-55',
        className,
      )}
    >
      <Radix.Thumb className="block size-3 rounded-full bg-white transition-transform data-[state=checked]:translate-x-3" />
    </Radix.Root>
  )
}
