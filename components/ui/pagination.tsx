import { ChevronLeft, ChevronRight } from 'lucide-react'
import { ButtonLink } from './button'
import { buttonStyle } from './button-style'
import { cn } from './cn'

export interface PaginationProps {
  /** What is paged, for screen readers: "Invoices, pages". */
  label: string
  /** "1 – 50 of 1,204". */
  said: string
  /** Missing when there is no such page. */
  previousHref?: string
  nextHref?: string
  className?: string
}

const off = cn(
  buttonStyle({ size: 'sm', icon: true }),
  'cursor-not-allowed border-line bg-inset hover:bg-inset [&_svg]:text-3',
)

/** Older and newer pages as links, so that they can be opened, shared and gone back from. */
export function Pagination({ label, said, previousHref, nextHref, className }: PaginationProps) {
  return (
    <nav aria-label={label} className={cn('flex items-center gap-2 text-13 text-2', className)}>
      <span className="tnum">{said}</span>
      <span className="ml-auto" />
      {previousHref ? (
        <ButtonLink href={previousHref} size="sm" icon aria-label="Previous page">
          <ChevronLeft aria-hidden="true" />
        </ButtonLink>
      ) : (
        <span className={off}>
          <ChevronLeft aria-hidden="true" />
        </span>
      )}
      {nextHref ? (
        <ButtonLink href={nextHref} size="sm" icon aria-label="Next page">
          <ChevronRight aria-hidden="true" />
        </ButtonLink>
      ) : (
        <span className={off}>
          <ChevronRight aria-hidden="true" />
        </span>
      )}
    </nav>
  )
}
