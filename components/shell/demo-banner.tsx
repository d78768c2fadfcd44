import { FlaskConical } from 'lucide-react'

/** Says, on every page of a demo, that nothing here is real, and where the other side can be looked at. */
export function DemoBanner({ sandboxHref }: { sandboxHref: string }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-center gap-x-2 border-b border-cau-line bg-cau-soft px-4 py-1 text-12 text-cau">
      <FlaskConical className="size-3.5 shrink-0" strokeWidth={1.75} aria-hidden="true" />
      <span>Demo: every part is played by the sandbox.</span>
      <a
        href={sandboxHref}
        target="_blank"
        rel="noreferrer"
        className="rounded-xs font-medium underline decoration-current/40 underline-offset-3 hover:decoration-current"
      >
        Open the sandbox
      </a>
    </div>
  )
}
