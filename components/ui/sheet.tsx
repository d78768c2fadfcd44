'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button'
import { cn } from './cn'

export interface SheetProps {
  open?: boolean
  onOpenChange?: (open: boolean) => void
  trigger?: ReactNode
  /** Named for screen readers, shown unless `hideTitle`. */
  title: string
  hideTitle?: boolean
  side?: 'left' | 'right'
  className?: string
  children: ReactNode
}

/** A panel that slides in from a side: the menu on a phone, details of a row. */
export function Sheet({
  open,
  onOpenChange,
  trigger,
  title,
  hideTitle,
  side = 'right',
  className,
  children,
}: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className={cn(
            'fixed inset-y-0 z-40 flex w-[min(396px,calc(100vw-48px))] flex-col overflow-y-auto bg-card shadow-float outline-none',
            side === 'left' ? 'left-0 animate-from-left' : 'right-0 animate-from-right',
            className,
          )}
        >
          <header
            className={cn(
              'flex h-14 shrink-0 items-center gap-2 border-b border-line px-5',
              hideTitle && 'sr-only',
            )}
          >
            <Radix.Title className="min-w-0 flex-1 truncate text-14 font-medium">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" size="sm">
                <X aria-hidden="true" />
              </IconButton>
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
