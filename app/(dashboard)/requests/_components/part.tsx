import type { ReactNode } from 'react'

/** A section of the pane. */
export function Part({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-b border-line px-5 py-3.5 text-13">
      {title ? (
        <div className="mb-2.5 flex items-baseline gap-2">
          <h3 className="font-medium">{title}</h3>
          {aside ? <div className="ml-auto">{aside}</div> : null}
        </div>
      ) : null}
      {children}
    </section>
  )
}
