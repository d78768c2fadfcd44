'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'
import type { ButtonLook } from './button-style'

export interface CopyButtonProps extends ButtonLook {
  /** What lands in the clipboard. */
  text: string
  /** The word on the button, or its name when `icon`. */
  label?: string
  className?: string
}

/** Copies, and says so for two seconds. */
export function CopyButton({
  text,
  label = 'Copy',
  icon = false,
  collapse,
  size = 'sm',
  variant,
  className,
}: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>()
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), 2000)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    )
  }
  const said = outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Copy failed' : label
  const Icon = outcome === 'copied' ? Check : Copy
  return (
    <Button
      variant={variant ?? (icon ? 'ghost' : 'secondary')}
      size={size}
      icon={icon}
      collapse={collapse}
      onClick={copy}
      aria-label={icon ? said : undefined}
      title={icon ? said : undefined}
      className={className}
    >
      <Icon aria-hidden="true" />
      {icon ? null : <span>{said}</span>}
      <span aria-live="polite" className="sr-only">
        {outcome ? said : ''}
      </span>
    </Button>
  )
}
