import type { ReactNode } from 'react'

export interface PageHeadProps {
  title: ReactNode
  /** One line that says what the page is. */
  description?: ReactNode
  /** At the right; give buttons `collapse`, so that they fit on a phone. */
  actions?: ReactNode
  /** A way back, above the title: "Invoices ›". */
  crumb?: ReactNode
}

export function PageHead({ title, description, actions, crumb }: PageHeadProps) {
  return (
    <>
      {crumb ? <div className="mb-2 flex h-5 items-center gap-1.5 text-13 text-2">{crumb}</div> : null}
      <header className="mb-4 flex min-h-11 items-start gap-3 md:mb-5 md:items-center md:gap-4">
        <div className="min-w-0">
          <h1 className="text-20/6 font-medium break-words">{title}</h1>
          {description ? <p className="mt-0.5 text-13 text-2">{description}</p> : null}
        </div>
        {actions ? <div className="ml-auto flex shrink-0 gap-2">{actions}</div> : null}
      </header>
    </>
  )
}
