'use client'

import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { Select } from '@/components/ui/select'

export interface AddressSelectProps {
  label: string
  value: string
  /** Each choice with the page it leads to. */
  options: readonly { value: string; label: string; href: string }[]
  className?: string
}

/** One of many, held by the address. */
export function AddressSelect({ label, value, options, className }: AddressSelectProps) {
  const router = useRouter()
  const [, start] = useTransition()
  function choose(next: string) {
    const href = options.find(option => option.value === next)?.href
    if (href) start(() => router.replace(href, { scroll: false }))
  }
  return (
    <Select
      aria-label={label}
      size="sm"
      value={value}
      options={options.map(({ value: key, label: shown }) => ({ value: key, label: shown }))}
      onValueChange={choose}
      className={className}
    />
  )
}
