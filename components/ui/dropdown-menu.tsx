'use client'

import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

const item =
  'flex h-8 cursor-pointer items-center gap-2.5 rounded-sm px-2 text-13 outline-none select-none data-disabled:cursor-not-allowed data-disabled:text-3 data-highlighted:bg-hover [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-3'

export interface MenuProps {
  trigger: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
  alignOffset?: number
  className?: string
  children: ReactNode
}

/** A menu of acts under a button. `trigger` is the button itself. */
export function Menu({
  trigger,
  align = 'end',
  side = 'bottom',
  alignOffset = 0,
  className,
  children,
}: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          alignOffset={alignOffset}
          sideOffset={4}
          collisionPadding={8}
          className={cn('z-50 min-w-44 animate-rise rounded-ctl bg-float p-1 shadow-float', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export interface MenuItemProps extends ComponentProps<typeof Radix.Item> {
  danger?: boolean
}

export function MenuItem({ danger = false, className, ...props }: MenuItemProps) {
  return <Radix.Item {...props} className={cn(item, danger && 'text-dan [&_svg]:text-dan', className)} />
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-12 text-3">{children}</Radix.Label>
}

export interface MenuRadioProps<Value extends string> {
  label: string
  value: Value | undefined
  options: readonly { value: Value; label: ReactNode }[]
  onValueChange: (value: Value) => void
}

/** One of a few inside a menu; choosing keeps the menu open. */
export function MenuRadio<Value extends string>({
  label,
  value,
  options,
  onValueChange,
}: MenuRadioProps<Value>) {
  return (
    <Radix.RadioGroup value={value ?? ''} aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      {options.map(option => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          className={item}
          onSelect={event => {
            event.preventDefault()
            onValueChange(option.value)
          }}
        >
          {option.label}
          <Radix.ItemIndicator className="ml-auto">
            <Check aria-hidden="true" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}
