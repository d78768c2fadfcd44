'use client'

import { useTheme } from 'next-themes'
import type { ReactNode } from 'react'
import { CommandMenu } from '@/components/command-menu/command-menu'
import type { Target } from '@/components/command-menu/targets'
import { isId } from '@/lib/ids'

const page = (label: string, href: string, note?: string): Target => ({
  group: 'Pages',
  label,
  href,
  ...(note === undefined ? {} : { note }),
})

const pages: readonly Target[] = [
  page('API Usage', '/usage', 'Spend, tokens, errors, latency'),
  page('Requests', '/requests', 'Every single request and its cost'),
  page('API Keys', '/keys'),
  page('Models', '/models', 'Prices and limits of models'),
  page('Billing', '/billing', 'Payment methods, what is due'),
  page('Invoices', '/billing/invoices'),
  page('Usage Limits', '/billing/limits', 'Monthly limits and alerts'),
  page('Running month', '/billing/invoices/running', 'The draft of the next invoice'),
  page('Invoice details', '/billing/details', 'Company, address, tax id'),
  page('Admin keys', '/keys/admin', 'Keys that read usage and costs'),
]

const go = (label: string, href: string): Target => ({ group: 'Actions', label, href })

function ofId(text: string): Target | null {
  return isId('request', text)
    ? { group: 'Requests', label: 'Open request', note: text, href: `/requests?id=${text}` }
    : null
}

export interface SearchMenuProps {
  mayCreateKeys: boolean
  signOut: () => Promise<void>
  children: ReactNode
}

/** The command menu of the dashboard, and all from which it is opened. */
export function SearchMenu({ mayCreateKeys, signOut, children }: SearchMenuProps) {
  const { resolvedTheme, setTheme } = useTheme()
  const other = resolvedTheme === 'dark' ? 'light' : 'dark'
  const actions: Target[] = [
    ...(mayCreateKeys ? [go('Create an API key', '/keys?create')] : []),
    go('Set a monthly limit', '/billing/limits'),
    go('Show failed requests', '/requests?status=failed'),
    go('Compare this month with the last', '/usage?compare=1'),
    { group: 'Actions', label: `Switch to the ${other} theme`, run: () => setTheme(other) },
    { group: 'Actions', label: 'Sign out', run: () => void signOut() },
  ]
  return (
    <CommandMenu pages={[...pages, ...actions]} source="/search" ofId={ofId}>
      {children}
    </CommandMenu>
  )
}
