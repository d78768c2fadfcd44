'use client'

import { Menu as MenuIcon } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { SearchButton } from '@/components/command-menu/search-button'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Sheet } from '@/components/ui/sheet'
import { Logo } from './logo'
import { SideBar, type SideBarProps } from './side-bar'
import { sideBarCookie } from './side-bar-cookie'
import { SpendPill } from './spend-meter'

export interface AppShellProps extends Omit<SideBarProps, 'collapsed' | 'onToggle' | 'onNavigate'> {
  /** Read from the cookie `sideBarCookie`, so that the first paint is right. */
  defaultCollapsed?: boolean
  /** Whether there is a command menu around it, for which it then offers a button. */
  searchable?: boolean
  /** Above everything: the DemoBanner. */
  banner?: ReactNode
  children: ReactNode
}

/** The frame of the dashboard: side bar, or a top bar with a sheet below 768 px, and the page at most 1200 px wide. */
export function AppShell({
  defaultCollapsed = false,
  searchable = false,
  banner,
  children,
  ...side
}: AppShellProps) {
  const [collapsed, setCollapsed] = useState(defaultCollapsed)
  const [open, setOpen] = useState(false)

  function toggle() {
    const next = !collapsed
    setCollapsed(next)
    document.cookie = `${sideBarCookie}=${next ? 'folded' : 'open'}; path=/; max-age=31536000; samesite=lax`
  }

  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-ctl bg-float px-3 py-2 text-13 font-medium shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      {banner ? <div className="z-30 h-8 md:sticky md:top-0">{banner}</div> : null}
      <div className="flex flex-1">
        <aside
          aria-label="Side bar"
          className={cn(
            'sticky hidden shrink-0 border-r border-line transition-[width] md:block',
            banner ? 'top-8 h-[calc(100dvh-32px)]' : 'top-0 h-dvh',
            collapsed ? 'w-14' : 'w-58',
          )}
        >
          <SideBar {...side} searchable={searchable} collapsed={collapsed} onToggle={toggle} />
        </aside>
        <div className="min-w-0 flex-1">
          <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-page pr-4 pl-3 md:hidden">
            <Sheet
              open={open}
              onOpenChange={setOpen}
              side="left"
              title="Menu"
              hideTitle
              className="w-[min(280px,calc(100vw-48px))] bg-page"
              trigger={
                <IconButton label="Open the menu">
                  <MenuIcon aria-hidden="true" />
                </IconButton>
              }
            >
              <SideBar {...side} onNavigate={() => setOpen(false)} />
            </Sheet>
            <Logo />
            <span className="min-w-0 flex-1 truncate text-13 font-medium">{side.account.name}</span>
            {searchable ? <SearchButton compact /> : null}
            {side.meter ? <SpendPill {...side.meter} /> : null}
          </header>
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto max-w-[1264px] px-4 pt-4 pb-8 outline-none md:px-8 md:pt-6 md:pb-10"
          >
            {children}
          </main>
        </div>
      </div>
    </div>
  )
}
