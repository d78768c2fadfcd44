'use client'

import Link from 'next/link'
import { RadioGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn'

type SegmentSize = 'sm' | 'md'
const frame = (size: SegmentSize, className?: string) =>
  cn(
    'inline-flex shrink-0 overflow-hidden border border-line-control bg-card',
    size === 'md' ? 'h-8 rounded-ctl text-13' : 'h-7 rounded-[7px] text-12',
    className,
  )
const segment = (size: SegmentSize, on: boolean) =>
  cn(
    'flex items-center gap-1.5 whitespace-nowrap border-l border-line first:border-l-0 transition-colors focus-visible:-outline-offset-2',
    size === 'md' ? 'px-2.5' : 'px-2',
    on ? 'bg-hover font-medium text-ink' : 'text-2 hover:text-ink',
  )

export interface SegmentedControlProps<Value extends string> {
  /** The name of the choice for screen readers. */
  label: string
  options: readonly { value: Value; label: ReactNode }[]
  value: Value
  onValueChange: (value: Value) => void
  size?: SegmentSize
  className?: string
}

/** One of two to five, all in sight. Arrow keys move the choice. */
export function SegmentedControl<Value extends string>({
  label,
  options,
  value,
  onValueChange,
  size = 'md',
  className,
}: SegmentedControlProps<Value>) {
  function choose(next: string) {
    const option = options.find(one => one.value === next)
    if (option) onValueChange(option.value)
  }
  return (
    <RadioGroup.Root
      aria-label={label}
      orientation="horizontal"
      value={value}
      onValueChange={choose}
      className={frame(size, className)}
    >
      {options.map(option => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={segment(size, option.value === value)}
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}

export interface SegmentedLinksProps {
  label: string
  options: readonly { href: string; label: ReactNode; active: boolean }[]
  size?: SegmentSize
  className?: string
}

/** The same look for choices that live in the URL. They are states of the page in sight: fetching each ahead would only cost the server. */
export function SegmentedLinks({ label, options, size = 'md', className }: SegmentedLinksProps) {
  return (
    <nav aria-label={label} className={frame(size, className)}>
      {options.map(option => (
        <Link
          key={option.href}
          href={option.href}
          scroll={false}
          prefetch={false}
          aria-current={option.active ? 'true' : undefined}
          className={segment(size, option.active)}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  )
}
