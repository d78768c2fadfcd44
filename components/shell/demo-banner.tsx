import { FlaskConical } from 'lucide-react'

/** Says, on every page of a demo, that nothing here is real, and where the other side can be looked at. */
export function DemoBanner({ sandboxHref }: { sandboxHref: string }) {
  return (
    <aside
      aria-label="Demo"
      className="flex h-8 items-center justify-center gap-2 overflow-hidden border-b border-cau-line bg-cau-soft px-4 text-12 whitespace-nowrap text-cau"
    >
      <FlaskConical className="size-3.5 shrink-0" strokeWidth={1.75} aria-hidden="true" />
      <span className="truncate">
        Demo<span className="max-sm:hidden">: every part is played by the sandbox</span>
      </span>
      <a
        href={sandboxHref}
        target="_blank"
        rel="noreferrer"
        className="shrink-0 rounded-xs font-medium underline decoration-current/40 underline-offset-3 hover:decoration-current"
      >
        Open the sandbox
      </a>
    </aside>
  )
}
