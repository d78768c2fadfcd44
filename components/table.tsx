import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { ScrollBox } from '@/components/ui/scroll-box'

export interface TableProps {
  /** What the table is, for screen readers. */
  caption: string
  /** Rows 36 high instead of 40; `tall` is 56, for cells of two lines. */
  density?: 'dense' | 'normal' | 'tall'
  /** The first column stays in sight while the rest scrolls sideways. On unless said otherwise. */
  pinFirst?: boolean
  className?: string
  children: ReactNode
}

const rows = { dense: '[&_td]:h-9', normal: '[&_td]:h-10', tall: '[&_td]:h-14' }
const pinned =
  '[&_tr>:first-child]:sticky [&_tr>:first-child]:left-0 [&_tr>:first-child]:z-1 [&_tr>:first-child]:bg-[inherit] ' +
  'group-data-scrolled:[&_tr>:first-child]:shadow-[1px_0_0_var(--line),8px_0_12px_-8px_var(--line-strong)]'

/** A table in a scroll box of its own. Put it in a Card; the card's corners clip it. */
export function Table({ caption, density = 'normal', pinFirst = true, className, children }: TableProps) {
  return (
    <ScrollBox label={caption} className="first:rounded-t-[9px] last:rounded-b-[9px]">
      <table
        className={cn(
          'w-full border-collapse text-13 [&_tr]:bg-card',
          '[&_td]:border-b [&_td]:border-line [&_tbody:last-child>tr:last-child>td]:border-b-0',
          '[&_tbody_th]:border-b [&_tbody_th]:border-line [&_tbody:last-child>tr:last-child>th]:border-b-0',
          '[&_td:first-child]:pl-4 [&_td:last-child]:pr-4 [&_th:first-child]:pl-4 [&_th:last-child]:pr-4',
          rows[density],
          pinFirst && pinned,
          className,
        )}
      >
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </ScrollBox>
  )
}

interface CellLook {
  /** Figures stand at the right. */
  numeric?: boolean
  /** Gone below 768 px. */
  wideOnly?: boolean
}
const cell = ({ numeric, wideOnly }: CellLook) =>
  cn(
    'px-2 whitespace-nowrap md:px-3',
    numeric ? 'text-right tnum' : 'text-left',
    wideOnly && 'hidden md:table-cell',
  )

export interface ThProps extends Omit<ComponentProps<'th'>, 'align'>, CellLook {
  /** For screen readers; a SortLink inside shows it. */
  sort?: 'ascending' | 'descending'
}

/** A column's head. For a row's head inside the body use `scope="row"`. */
export function Th({ numeric, wideOnly, sort, className, ...props }: ThProps) {
  return (
    <th
      scope="col"
      {...props}
      aria-sort={sort}
      className={cn(
        'h-9 border-b border-line text-12 font-normal text-2',
        cell({ numeric, wideOnly }),
        className,
      )}
    />
  )
}

export function Td({
  numeric,
  wideOnly,
  className,
  ...props
}: Omit<ComponentProps<'td'>, 'align'> & CellLook) {
  return <td {...props} className={cn(cell({ numeric, wideOnly }), className)} />
}

/** A row of the body; `href`-like acts stand in its cells. `muted` for what is switched off, `selected` for the open one. */
export function Tr({
  muted = false,
  selected = false,
  className,
  ...props
}: ComponentProps<'tr'> & { muted?: boolean; selected?: boolean }) {
  return (
    <tr
      {...props}
      aria-selected={selected || undefined}
      className={cn(
        muted && 'text-3',
        selected && 'bg-accent-soft! [&>:first-child]:shadow-[inset_2px_0_0_var(--accent)]',
        className,
      )}
    />
  )
}

/** The sum of the rows above it: a stronger rule, a stronger weight. Stands in a `<tfoot>`. */
export function TotalRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      {...props}
      className={cn('font-medium [&>td]:border-t [&>td]:border-b-0! [&>td]:border-t-line-strong', className)}
    />
  )
}

/** What stands where there is nothing to say: a dash that screen readers call "none". */
export function None({ children = 'none' }: { children?: string }) {
  return (
    <>
      <span aria-hidden="true" className="text-3">
        —
      </span>
      <span className="sr-only">{children}</span>
    </>
  )
}
