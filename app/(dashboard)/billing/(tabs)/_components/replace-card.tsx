'use client'

import { useActionState } from 'react'
import { idle } from '@/app/_server/action-state'
import { Button } from '@/components/ui/button'
import { beginSetup } from '@/app/(dashboard)/billing/(tabs)/actions'

/** The way to another card: the same Checkout as the first time, and the limit stays as it is. */
export function ReplaceCard({ label }: { label: string }) {
  const [state, action, pending] = useActionState(beginSetup, idle)
  return (
    <form action={action}>
      <Button type="submit" size="sm" variant="ghost" pending={pending}>
        {label}
      </Button>
      {state.status === 'error' ? (
        <p role="alert" className="text-12 text-dan">
          {state.message}
        </p>
      ) : null}
    </form>
  )
}
