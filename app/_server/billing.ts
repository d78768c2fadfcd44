import { cache } from 'react'
import { requireMember } from '@/app/_server/ctx'
import { getBilling, type Billing } from '@/lib/billing/queries'

/** How the account stands and what it pays with, read once per request: the banner and the page see the same. */
export const readBilling = cache(async (): Promise<Billing> => getBilling(await requireMember()))
