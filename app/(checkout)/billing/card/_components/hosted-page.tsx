'use client'

import { useActionState } from 'react'
import { idle } from '@/app/_server/action-state'
import { beginSetup } from '@/app/(dashboard)/billing/(tabs)/actions'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

/** The way to Stripe's own page, which needs nothing of this one. */
export function HostedPage({ limit, reason }: { limit: string; reason: string }) {
  const [state, action, pending] = useActionState(beginSetup, idle)
  return (
    <form action={action} className="grid justify-items-start gap-4 p-5">
      <Note live>{reason} The same form is on Stripe’s own page.</Note>
      <input type="hidden" name="limit" value={limit} />
      {state.status === 'error' && state.message ? (
        <Note tone="danger" live>
          {state.message}
        </Note>
      ) : null}
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Continue on Stripe’s page
      </Button>
    </form>
  )
}
