'use client'

import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { SearchButton } from '@/components/command-menu/search-button'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Logo } from './logo'
import { SpendMeter, type SpendMeterProps } from './spend-meter'
import { UserMenu, type UserMenuProps } from './user-menu'

export interface NavItem {
  href: string
  /** The page's exact name: "API Usage". */
  label: string
  icon: ReactNode
  /** Said by a dot and to screen readers: "needs attention". */
  attention?: string
}

export interface SideBarProps {
  account: { name: string; note: string }
  /** Replaces the account's name with a switcher. */
  accountSlot?: ReactNode
  nav: readonly NavItem[]
  /** The month's spend, at the foot; missing where no account is in sight. */
  meter?: SpendMeterProps
  user: UserMenuProps['user']
  signOut: UserMenuProps['signOut']
  places?: UserMenuProps['places']
  /** A button opens the command menu. */
  searchable?: boolean
  collapsed?: boolean
  /** Missing in the phone's sheet, which cannot be collapsed. */
  onToggle?: () => void
  /** After a link was followed. */
  onNavigate?: () => void
}

export function SideBar(props: SideBarProps) {
  const { account, accountSlot, nav, meter, user, signOut, places } = props
  const { searchable = false, collapsed = false, onToggle, onNavigate } = props
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto p-3">
        <div className={cn('mb-3 flex h-10 items-center', collapsed ? 'justify-center' : 'gap-2.5 pl-2')}>
          {collapsed ? null : (accountSlot ?? <AccountName {...account} />)}
          {onToggle ? (
            <IconButton
              label={collapsed ? 'Open the side bar' : 'Fold the side bar'}
              aria-expanded={!collapsed}
              size="sm"
              className="ml-auto text-3"
              onClick={onToggle}
            >
              {collapsed ? <PanelLeftOpen aria-hidden="true" /> : <PanelLeftClose aria-hidden="true" />}
            </IconButton>
          ) : null}
        </div>
        {searchable ? <SearchButton compact={collapsed} /> : null}
        <nav aria-label="Main">
          <ul className="grid gap-px">
            {nav.map(item => (
              <li key={item.href}>
                <NavLink item={item} collapsed={collapsed} onNavigate={onNavigate} />
              </li>
            ))}
          </ul>
        </nav>
      </div>
      {collapsed || !meter ? null : (
        <div className="px-3">
          <SpendMeter {...meter} />
        </div>
      )}
      <UserMenu user={user} signOut={signOut} places={places} compact={collapsed} />
    </div>
  )
}

function AccountName({ name, note }: { name: string; note: string }) {
  return (
    <>
      <Logo />
      <span className="min-w-0 flex-1 text-12">
        <span className="block truncate text-13/4 font-medium">{name}</span>
        <span className="block truncate text-3">{note}</span>
      </span>
    </>
  )
}

function NavLink({
  item,
  collapsed,
  onNavigate,
}: {
  item: NavItem
  collapsed: boolean
  onNavigate?: () => void
}) {
  const path = usePathname()
  const active = path === item.href || path.startsWith(`${item.href}/`)
  return (
    <Link
      href={item.href}
      onClick={onNavigate}
      aria-current={active ? 'page' : undefined}
      title={collapsed ? item.label : undefined}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-ctl px-2 text-13 transition-colors [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.75]',
        active ? 'bg-hover font-medium text-ink' : 'text-2 hover:bg-hover hover:text-ink [&_svg]:text-3',
        collapsed && 'justify-center',
      )}
    >
      {item.icon}
      <span className={collapsed ? 'sr-only' : 'truncate'}>{item.label}</span>
      {item.attention ? (
        <span
          className={cn('size-1.5 rounded-full bg-cau-mark', !collapsed && 'ml-auto')}
          title={item.attention}
          aria-hidden="true"
        />
      ) : null}
    </Link>
  )
}
