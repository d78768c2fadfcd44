'use client'

import { Ellipsis, LogOut } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useRouter } from 'next/navigation'
import { useTransition, type ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { Menu, MenuItem, MenuRadio, MenuSeparator } from '@/components/ui/dropdown-menu'

export interface UserMenuProps {
  user: { name: string; email: string }
  /** Ends the session and leaves for the sign-in page. */
  signOut: () => Promise<void>
  /** Other parts of the platform that this person may enter. */
  places?: readonly { href: string; label: string; icon: ReactNode }[]
  /** Only the initials. */
  compact?: boolean
}

const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
] as const

function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s@._-]+/)
    .filter(Boolean)
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined]
  return letters.map(word => word?.[0]?.toUpperCase() ?? '').join('')
}

export function UserMenu({ user, signOut, places = [], compact = false }: UserMenuProps) {
  const { theme, setTheme } = useTheme()
  const router = useRouter()
  const [pending, start] = useTransition()
  const name = user.name || user.email
  return (
    <Menu
      side="top"
      align="start"
      alignOffset={compact ? 8 : 12}
      className="w-52"
      trigger={
        <button
          type="button"
          aria-label={`User menu, ${name}`}
          className={cn(
            'flex h-13 w-full items-center gap-2.5 border-t border-line text-left text-13 hover:bg-hover focus-visible:-outline-offset-2',
            compact ? 'justify-center' : 'px-5',
          )}
        >
          <span
            aria-hidden="true"
            className="grid size-6 shrink-0 place-items-center rounded-full border border-line bg-inset text-12 leading-none font-medium tracking-tight text-2"
          >
            {initials(name)}
          </span>
          {compact ? null : (
            <>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <Ellipsis className="size-3.5 text-3" aria-hidden="true" />
            </>
          )}
        </button>
      }
    >
      <div className="px-2 pt-1.5 pb-2 text-12">
        <div className="truncate text-13 font-medium">{name}</div>
        <div className="truncate text-2">{user.email}</div>
      </div>
      <MenuSeparator />
      <MenuRadio
        label="Theme"
        value={themes.find(one => one.value === theme)?.value}
        options={themes}
        onValueChange={setTheme}
      />
      <MenuSeparator />
      {places.map(({ href, label, icon }) => (
        <MenuItem key={href} onSelect={() => router.push(href)}>
          {icon}
          {label}
        </MenuItem>
      ))}
      <MenuItem disabled={pending} onSelect={() => start(() => signOut())}>
        <LogOut aria-hidden="true" />
        {pending ? 'Signing out' : 'Sign out'}
      </MenuItem>
    </Menu>
  )
}
