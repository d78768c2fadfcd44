'use client'

import { Bookmark, X } from 'lucide-react'
import Link from 'next/link'
import { useActionState, useState } from 'react'
import { idle } from '@/app/_server/action-state'
import { removeViewAction, saveViewAction } from '@/app/(dashboard)/usage/actions'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { SubmitButton } from '@/components/ui/submit-button'
import { VIEW_NAME_MAX } from '@/lib/usage/saved-views/name-length'
import type { SavedView } from '@/lib/usage/saved-views/saved-view'

export interface SavedViewsProps {
  views: readonly SavedView[]
  /** The state in sight, as a query string. */
  query: string
}

/** The member's own names for states of this page: opens them, and keeps the one in sight. */
export function SavedViews({ views, query }: SavedViewsProps) {
  const [open, setOpen] = useState(false)
  const current = views.find(view => view.query === query)
  return (
    <Popover
      label="Saved views"
      align="end"
      className="w-72"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button collapse>
          <Bookmark aria-hidden="true" />
          <span className="max-w-40 truncate">{current?.name ?? 'Saved views'}</span>
        </Button>
      }
    >
      {views.length > 0 ? (
        <ul aria-label="Saved views" className="max-h-72 overflow-y-auto border-b border-line p-1">
          {views.map(view => (
            <li key={view.id} className="flex items-center rounded-sm hover:bg-hover">
              <Link
                href={view.query === '' ? '/usage' : `/usage?${view.query}`}
                scroll={false}
                prefetch={false}
                aria-current={view === current ? 'true' : undefined}
                onClick={() => setOpen(false)}
                className="min-w-0 flex-1 truncate rounded-sm px-2 py-1.5 text-13 aria-[current]:font-medium"
              >
                {view.name}
              </Link>
              <RemoveView view={view} />
            </li>
          ))}
        </ul>
      ) : null}
      <SaveForm query={query} />
    </Popover>
  )
}

function SaveForm({ query }: { query: string }) {
  const [state, save] = useActionState(saveViewAction, idle)
  const failed = state.status === 'error' ? state : null
  return (
    <form action={save} className="grid gap-2 p-3">
      <input type="hidden" name="query" value={query} />
      <Field
        label="Save this view as"
        hint="Yours alone. The same name replaces the view that has it."
        error={failed ? (failed.fieldErrors.name ?? failed.message) : undefined}
      >
        <Input
          name="name"
          size="sm"
          autoComplete="off"
          maxLength={VIEW_NAME_MAX}
          defaultValue={failed?.values.name}
          placeholder="Production by key"
        />
      </Field>
      <SubmitButton>Save view</SubmitButton>
      <p aria-live="polite" className="text-12 text-2 empty:hidden">
        {state.status === 'ok' ? 'Saved.' : ''}
      </p>
    </form>
  )
}

function RemoveView({ view }: { view: SavedView }) {
  const [, remove, pending] = useActionState(removeViewAction, idle)
  return (
    <form action={remove}>
      <input type="hidden" name="id" value={view.id} />
      <button
        type="submit"
        disabled={pending}
        aria-label={`Remove ${view.name}`}
        className="grid size-8 place-items-center rounded-sm text-3 hover:text-ink"
      >
        <X className="size-3.5" aria-hidden="true" />
      </button>
    </form>
  )
}
