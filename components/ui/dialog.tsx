'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button'
import { cn } from './cn'

export interface DialogProps {
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** The element that opens it; leave out when `open` is set from outside. */
  trigger?: ReactNode
  title: ReactNode
  description?: ReactNode
  /** 480 px, or 520 for the wide one. */
  wide?: boolean
  /** Neither Escape nor a click outside closes it; for what is shown once. */
  sticky?: boolean
  children: ReactNode
}

const scrim = 'fixed inset-0 z-40 bg-scrim animate-fade'

/** A question or a form above the page. Focus moves in, stays in, and returns to the trigger. */
export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  wide,
  sticky,
  children,
}: DialogProps) {
  const keepOpen = (event: Event) => {
    if (sticky) event.preventDefault()
  }
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center overflow-y-auto p-4">
          <Radix.Content
            {...(description ? {} : { 'aria-describedby': undefined })}
            onEscapeKeyDown={keepOpen}
            onInteractOutside={keepOpen}
            className={cn(
              'pointer-events-auto relative w-full min-w-0 animate-rise rounded-dialog bg-float shadow-float outline-none',
              wide ? 'max-w-[520px]' : 'max-w-[480px]',
            )}
          >
            <header className="py-4.5 pr-14 pb-0 pl-5">
              <Radix.Title className="text-16 font-medium">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="mt-0.5 text-13 text-2">{description}</Radix.Description>
              ) : null}
            </header>
            {children}
            {sticky ? null : (
              <Radix.Close asChild>
                <IconButton label="Close" size="sm" className="absolute top-4 right-4">
                  <X aria-hidden="true" />
                </IconButton>
              </Radix.Close>
            )}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function DialogBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn('grid gap-4 px-5 py-4', className)}>{children}</div>
}

export function DialogFooter({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <footer
      className={cn(
        'flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3.5',
        className,
      )}
    >
      {children}
    </footer>
  )
}

/** Closes the dialog around it: wrap a Button. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Radix.Close asChild>{children}</Radix.Close>
}
