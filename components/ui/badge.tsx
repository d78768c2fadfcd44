import type { ReactNode } from 'react'
import { cn } from './cn'

export type Tone = 'neutral' | 'positive' | 'caution' | 'danger' | 'info' | 'accent'

const tones: Record<Tone, string> = {
  neutral: 'border-line bg-inset text-2',
  positive: 'border-pos-line bg-pos-soft text-pos',
  caution: 'border-cau-line bg-cau-soft text-cau',
  danger: 'border-dan-line bg-dan-soft text-dan',
  info: 'border-inf-line bg-inf-soft text-inf',
  accent: 'border-accent-line bg-accent-soft text-accent-text',
}
const dots: Record<Tone, string> = {
  neutral: 'bg-ink-3',
  positive: 'bg-pos-mark',
  caution: 'bg-cau-mark',
  danger: 'bg-dan-mark',
  info: 'bg-inf-mark',
  accent: 'bg-accent',
}

export function Badge({
  tone = 'neutral',
  className,
  children,
}: {
  tone?: Tone
  className?: string
  children: ReactNode
}) {
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center gap-1 rounded-[5px] border px-1.5 text-12 whitespace-nowrap',
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}

/** A dot and a word; the word carries the meaning, the dot its weight. */
export function StatusDot({
  tone = 'neutral',
  className,
  children,
}: {
  tone?: Tone
  className?: string
  children: ReactNode
}) {
  return (
    <span className={cn('inline-flex items-center gap-2 text-13 whitespace-nowrap', className)}>
      <span aria-hidden="true" className={cn('size-1.5 shrink-0 rounded-full', dots[tone])} />
      {children}
    </span>
  )
}
