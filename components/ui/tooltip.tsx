'use client'

import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn'

export interface TooltipProps {
  content: ReactNode
  /** Text or one element. Text becomes focusable, so that the keyboard reaches the tooltip too. */
  children: ReactNode
  /** The child is itself a focusable element (a button, a link). */
  asChild?: boolean
  className?: string
}

/** More about a figure or a control, on hover and on focus. Never the only place where something necessary stands. */
export function Tooltip({ content, children, asChild = false, className }: TooltipProps) {
  return (
    <Radix.Provider delayDuration={250} skipDelayDuration={300}>
      <Radix.Root>
        <Radix.Trigger asChild>
          {asChild ? (
            children
          ) : (
            <span tabIndex={0} className={cn('rounded-xs', className)}>
              {children}
            </span>
          )}
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 animate-fade rounded-sm bg-float px-2.5 py-1.5 text-12 text-ink shadow-float"
          >
            {content}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
