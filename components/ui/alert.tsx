import { CircleAlert, CircleX, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

export type AlertTone = 'caution' | 'danger' | 'info'

const looks = {
  caution: {
    box: 'border-cau-line bg-cau-soft',
    icon: 'text-cau',
    line: 'border-cau-line',
    Icon: TriangleAlert,
  },
  danger: { box: 'border-dan-line bg-dan-soft', icon: 'text-dan', line: 'border-dan-line', Icon: CircleX },
  info: { box: 'border-inf-line bg-inf-soft', icon: 'text-inf', line: 'border-inf-line', Icon: Info },
} satisfies Record<AlertTone, unknown>

export interface AlertRow {
  id: string
  text: ReactNode
  icon?: ReactNode
  /** One link or button. */
  action?: ReactNode
}

/** What needs attention, most urgent first, one act each. With nothing to say it is not there at all. */
export function AlertStrip({
  tone,
  rows,
  className,
}: {
  tone: AlertTone
  rows: readonly AlertRow[]
  className?: string
}) {
  if (rows.length === 0) return null
  const { box, icon, line, Icon } = looks[tone]
  return (
    <ul className={cn('mb-4 rounded-card border text-13', box, className)}>
      {rows.map(row => (
        <li
          key={row.id}
          className={cn('flex min-h-10 items-center gap-2.5 px-4 py-2 not-first:border-t', line)}
        >
          <span className={cn('shrink-0 [&_svg]:size-4', icon)}>
            {row.icon ?? <Icon strokeWidth={1.75} aria-hidden="true" />}
          </span>
          <span className="min-w-0">{row.text}</span>
          {row.action ? (
            <span className="ml-auto shrink-0 pl-2 font-medium underline decoration-current/30 underline-offset-3 hover:decoration-current">
              {row.action}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

const notes = {
  neutral: 'bg-inset [&>svg]:text-2',
  caution: 'bg-cau-soft shadow-[inset_0_0_0_1px_var(--cau-line)] [&>svg]:text-cau',
  danger: 'bg-dan-soft shadow-[inset_0_0_0_1px_var(--dan-line)] [&>svg]:text-dan',
  info: 'bg-inf-soft shadow-[inset_0_0_0_1px_var(--inf-line)] [&>svg]:text-inf',
}

export interface NoteProps {
  tone?: keyof typeof notes
  icon?: ReactNode
  /** Announced as soon as it appears: for the outcome of something just done. */
  live?: boolean
  className?: string
  children: ReactNode
}

/** A remark inside a card or form. */
export function Note({ tone = 'neutral', icon, live = false, className, children }: NoteProps) {
  return (
    <div
      role={live ? (tone === 'danger' ? 'alert' : 'status') : undefined}
      className={cn(
        'flex gap-2.5 rounded-ctl px-3 py-2.5 text-13 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0',
        notes[tone],
        className,
      )}
    >
      {icon ??
        (tone === 'neutral' || tone === 'info' ? (
          <Info strokeWidth={1.75} aria-hidden="true" />
        ) : (
          <CircleAlert strokeWidth={1.75} aria-hidden="true" />
        ))}
      <div className="min-w-0">{children}</div>
    </div>
  )
}
