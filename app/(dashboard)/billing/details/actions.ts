'use server'

import { redirect } from 'next/navigation'
import { revalidatePath } from 'next/cache'
import { memberAction } from '@/app/_server/action'
import { saveDetails } from '@/lib/billing/details/commands'
import { detailsSchema } from '@/lib/billing/details/input'
import { stripe } from '@/lib/stripe/client'

/** Writes what the coming invoices say, and leads back to Billing. */
export const saveDetailsAction = memberAction(
  { area: 'billing', input: detailsSchema },
  async (ctx, input) => {
    const saved = await saveDetails(ctx, stripe(), input)
    if (!saved.ok) return saved
    revalidatePath('/billing')
    redirect('/billing?details=saved')
  },
)
