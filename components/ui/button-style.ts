import { cn } from './cn'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

export interface ButtonLook {
  variant?: ButtonVariant
  size?: ButtonSize
  /** A square for one icon; the element then needs an `aria-label`. */
  icon?: boolean
  /** Below 768 px a square that shows the icon alone. Put the words in a `<span>`; they stay for screen readers. */
  collapse?: boolean
}

const variants: Record<ButtonVariant, string> = {
  primary: 'border-accent bg-accent text-on-accent hover:border-accent-hover hover:bg-accent-hover',
  secondary: 'border-line-control bg-card text-ink hover:bg-hover [&_svg]:text-2',
  ghost: 'border-transparent text-2 hover:bg-hover hover:text-ink',
  danger: 'border-dan-line bg-card text-dan hover:bg-dan-soft',
}
const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 gap-1.5 rounded-[7px] px-2.5 text-13',
  md: 'h-8 gap-1.5 rounded-ctl px-3 text-13',
  lg: 'h-10 gap-2 rounded-ctl px-4 text-14',
}
const squares: Record<ButtonSize, string> = { sm: 'w-7 px-0', md: 'w-8 px-0', lg: 'w-10 px-0' }

/** The classes of a button, also for a link that looks like one. */
export function buttonStyle({
  variant = 'secondary',
  size = 'md',
  icon = false,
  collapse = false,
}: ButtonLook = {}): string {
  return cn(
    'relative inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap border font-medium transition-colors',
    '[&_svg]:size-3.5 [&_svg]:shrink-0',
    'disabled:cursor-not-allowed',
    variants[variant],
    sizes[size],
    icon && squares[size],
    collapse && 'max-md:size-9 max-md:px-0 max-md:[&_span]:sr-only',
  )
}
