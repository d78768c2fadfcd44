'use client'

import { ExternalLink } from 'lucide-react'
import { useActionState } from 'react'
import { idle } from '@/app/_server/action-state'
import { openPortalAction } from '@/app/(dashboard)/billing/(tabs)/actions'
import { Button } from '@/components/ui/button'

/** Leads to Stripe's customer portal, and back here from it. */
export function ManageInStripe() {
  const [state, action, pending] = useActionState(openPortalAction, idle)
  return (
    <form action={action} className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-0 flex-1">Cards are kept by Stripe, never by us.</span>
      <Button type="submit" size="sm" variant="ghost" pending={pending} className="-mr-2.5">
        Manage in Stripe <ExternalLink aria-hidden="true" />
      </Button>
      {state.status === 'error' ? (
        <p role="alert" className="basis-full text-12 text-dan">
          {state.message}
        </p>
      ) : null}
    </form>
  )
}
