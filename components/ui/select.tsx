'use client'

import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { cn } from './cn'
import { useFieldControl } from './field'

export interface SelectOption<Value extends string = string> {
  value: Value
  label: ReactNode
  /** Stands at the right, in lighter text. */
  hint?: ReactNode
  disabled?: boolean
}

export interface SelectProps<Value extends string> {
  options: readonly SelectOption<Value>[]
  value?: Value
  defaultValue?: Value
  onValueChange?: (value: Value) => void
  /** The form field's name. */
  name?: string
  placeholder?: string
  size?: 'sm' | 'md' | 'lg'
  disabled?: boolean
  'aria-label'?: string
  className?: string
}

const sizes = { sm: 'h-8 px-2.5 text-13', md: 'h-9 px-3 text-14', lg: 'h-10 px-3 text-14' }

/** One of a few. For many, with search, see MultiSelect. */
export function Select<Value extends string>({
  options,
  placeholder,
  size = 'md',
  className,
  onValueChange,
  value,
  defaultValue,
  'aria-label': ariaLabel,
  ...root
}: SelectProps<Value>) {
  const field = useFieldControl()
  const [own, setOwn] = useState(defaultValue)
  const current = options.find(option => option.value === (value ?? own))
  function choose(next: string) {
    const option = options.find(one => one.value === next)
    if (!option) return
    setOwn(option.value)
    onValueChange?.(option.value)
  }
  return (
    <Radix.Root {...root} value={current?.value ?? ''} onValueChange={choose}>
      <Radix.Trigger
        {...field}
        aria-label={ariaLabel}
        className={cn(
          'flex w-full min-w-0 items-center gap-2 rounded-ctl border border-line-control bg-card text-left text-ink',
          'aria-invalid:border-dan-mark data-placeholder:text-3 disabled:cursor-not-allowed disabled:bg-inset disabled:text-3',
          sizes[size],
          className,
        )}
      >
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value placeholder={placeholder}>{current?.label}</Radix.Value>
        </span>
        <Radix.Icon>
          <ChevronDown className="size-3.5 text-3" aria-hidden="true" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-rise overflow-hidden rounded-ctl bg-float text-13 shadow-float"
        >
          <Radix.Viewport className="p-1">
            {options.map(option => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                className="flex h-8 cursor-pointer items-center gap-2 rounded-sm pr-2 pl-2 outline-none select-none data-disabled:text-3 data-highlighted:bg-hover"
              >
                <span className="grid w-4 place-items-center">
                  <Radix.ItemIndicator>
                    <Check className="size-3.5" aria-hidden="true" />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint ? <span className="ml-auto pl-4 text-12 text-3">{option.hint}</span> : null}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
