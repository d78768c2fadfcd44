'use client'

import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { findTargets, type Target } from './targets'

const OpenMenu = createContext<() => void>(() => undefined)

/** Opens the command menu. */
export function useOpenCommandMenu(): () => void {
  return useContext(OpenMenu)
}

export interface CommandMenuProps {
  /** Always offered: the pages. */
  pages: readonly Target[]
  /** Where what takes long to list is fetched from, when the menu is opened. */
  source: string
  /** What an id leads to; null where the text is none. */
  ofId: (text: string) => Target | null
  /** Everything that may open it; ⌘K and Ctrl K do everywhere. */
  children: ReactNode
}

/** Reaches every page, key, invoice and model, and any request by its id. */
export function CommandMenu({ pages, source, ofId, children }: CommandMenuProps) {
  const [open, setOpen] = useState(false)
  const before = useRef<Element | null>(null)
  const openMenu = useCallback(() => setOpen(true), [])
  useEffect(() => {
    function toggle(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      if (event.shiftKey || event.altKey) return
      event.preventDefault()
      setOpen(was => !was)
    }
    document.addEventListener('keydown', toggle)
    return () => document.removeEventListener('keydown', toggle)
  }, [])

  return (
    <OpenMenu value={openMenu}>
      {children}
      <Radix.Root open={open} onOpenChange={setOpen}>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
          <Radix.Content
            aria-describedby={undefined}
            onOpenAutoFocus={() => {
              before.current = document.activeElement
            }}
            onCloseAutoFocus={event => {
              event.preventDefault()
              if (before.current instanceof HTMLElement) before.current.focus()
            }}
            className="fixed inset-x-4 top-[max(16px,14vh)] z-40 mx-auto max-w-[600px] animate-rise overflow-hidden rounded-dialog bg-float shadow-float outline-none"
          >
            <Radix.Title className="sr-only">Search or jump to</Radix.Title>
            <Menu pages={pages} source={source} ofId={ofId} close={() => setOpen(false)} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </OpenMenu>
  )
}

/** What cmdk knows a target by: two may lead to one place, and two keys may have one name. */
const nameOf = (target: Target) => ('href' in target ? `${target.label} ${target.href}` : target.label)

function Menu({ pages, source, ofId, close }: Omit<CommandMenuProps, 'children'> & { close: () => void }) {
  const router = useRouter()
  const [search, setSearch] = useState('')
  const { targets, failed } = useTargets(source)
  const exact = ofId(search.trim())
  const groups = exact
    ? [{ heading: exact.group, targets: [exact] }]
    : findTargets([...pages, ...targets], search)

  function go(target: Target) {
    close()
    if ('href' in target) router.push(target.href)
    else target.run()
  }

  return (
    <Command label="Search or jump to" shouldFilter={false} loop>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search className="size-4 shrink-0 text-3" strokeWidth={1.75} aria-hidden="true" />
        <Command.Input
          value={search}
          onValueChange={setSearch}
          maxLength={200}
          placeholder="Jump to a page, key, invoice, model or request id"
          className="h-13 w-full min-w-0 bg-transparent text-16 outline-none placeholder:text-3"
        />
        <Key>Esc</Key>
      </div>
      <Command.List label="Results" className="max-h-[min(400px,60vh)] overflow-y-auto p-2">
        {groups.map(({ heading, targets: found }) => (
          <Command.Group
            key={heading}
            heading={heading}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-2"
          >
            {found.map(target => (
              <Command.Item
                key={nameOf(target)}
                value={nameOf(target)}
                onSelect={() => go(target)}
                className="flex h-9 cursor-pointer items-center gap-2.5 rounded-ctl px-2 text-13 data-[selected=true]:bg-hover"
              >
                <span className="min-w-0 truncate">{target.label}</span>
                {target.note ? <span className="min-w-0 flex-1 truncate text-2">{target.note}</span> : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
        {groups.length === 0 ? (
          <p role="status" className="px-2 py-6 text-center text-13 text-2">
            Nothing is called “{search.trim()}”. A request is found by its whole id, req_ and 32 digits.
          </p>
        ) : null}
        {failed ? (
          <p role="alert" className="px-2 py-2 text-12 text-dan">
            Keys, invoices and models could not be loaded. Pages and request ids work; close and open again to
            retry.
          </p>
        ) : null}
      </Command.List>
      <div className="hidden items-center gap-4 border-t border-line px-4 py-2.5 text-12 text-2 md:flex">
        <span className="flex items-center gap-1.5">
          <Key>↑</Key>
          <Key>↓</Key> move
        </span>
        <span className="flex items-center gap-1.5">
          <Key>↵</Key> open
        </span>
      </div>
    </Command>
  )
}

/** Fetched anew whenever the menu opens, so that a key made a moment ago is there. */
function useTargets(source: string): { targets: readonly Target[]; failed: boolean } {
  const [state, setState] = useState<{ targets: readonly Target[]; failed: boolean }>({
    targets: [],
    failed: false,
  })
  useEffect(() => {
    const gone = new AbortController()
    fetch(source, { signal: gone.signal })
      .then(async answer => {
        if (!answer.ok) throw new Error(`status ${answer.status}`)
        setState({ targets: (await answer.json()) as Target[], failed: false })
      })
      .catch(() => {
        if (!gone.signal.aborted) setState({ targets: [], failed: true })
      })
    return () => gone.abort()
  }, [source])
  return state
}

export function Key({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      aria-hidden="true"
      className={cn('rounded-xs border border-line bg-inset px-1 font-sans text-12 text-2', className)}
    >
      {children}
    </kbd>
  )
}
