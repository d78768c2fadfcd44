'use client'

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

function ofId(text: string): Target | null {
  return isId('request', text)
    ? { group: 'Requests', label: 'Open request', note: text, href: `/requests?id=${text}` }
    : null
}

/** The command menu of the dashboard, and all from which it is opened. */
export function SearchMenu({ children }: { children: ReactNode }) {
  return (
    <CommandMenu pages={pages} source="/search" ofId={ofId}>
      {children}
    </CommandMenu>
  )
}
