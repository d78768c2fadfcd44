'use client'

import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'
import { useFieldControl } from './field'

export type InputSize = 'sm' | 'md' | 'lg' | 'xl'

/** 32 in toolbars, 36 in dialogs and cards, 40 in forms of a page of their own, 44 for the one figure of a page. */
const sizes: Record<InputSize, string> = {
  sm: 'h-8 px-2.5 text-13',
  md: 'h-9 px-3 text-14',
  lg: 'h-10 px-3 text-14',
  xl: 'h-11 px-3 text-20 font-medium',
}
const box =
  'flex w-full min-w-0 items-center gap-2 rounded-ctl border border-line-control bg-card text-ink transition-[border-color]'
const wrong = 'has-aria-invalid:not-focus-within:border-dan-mark'

export interface InputProps extends Omit<ComponentProps<'input'>, 'size' | 'prefix'> {
  size?: InputSize
  /** Stands inside the box, before or after what is typed. */
  before?: ReactNode
  after?: ReactNode
  /** For the box; `className` is for the input itself. */
  boxClassName?: string
}

export function Input({ size = 'md', before, after, className, boxClassName, ...props }: InputProps) {
  const field = useFieldControl()
  return (
    <span
      className={cn(box, wrong, 'focus-within:field-ring has-disabled:bg-inset', sizes[size], boxClassName)}
    >
      {before}
      <input
        {...field}
        {...props}
        className={cn('h-full w-full min-w-0 flex-1 bg-transparent outline-none disabled:text-3', className)}
      />
      {after}
    </span>
  )
}

/** An amount of dollars as text: the sign before it, figures that line up. Parsing and its errors are the form's. */
export function MoneyInput({
  size = 'md',
  className,
  ...props
}: Omit<InputProps, 'type' | 'before' | 'inputMode'>) {
  return (
    <Input
      inputMode="decimal"
      autoComplete="off"
      {...props}
      size={size}
      before={
        <span aria-hidden="true" className="font-normal text-3">
          $
        </span>
      }
      className={cn('tnum', className)}
    />
  )
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  const field = useFieldControl()
  return (
    <textarea
      {...field}
      {...props}
      className={cn(
        'block w-full min-w-0 rounded-ctl border border-line-control bg-card px-3 py-2 text-14 text-ink outline-none',
        'aria-invalid:border-dan-mark focus:field-ring disabled:bg-inset disabled:text-3',
        className,
      )}
    />
  )
}
