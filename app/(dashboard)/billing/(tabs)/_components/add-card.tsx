'use client'

import { useActionState } from 'react'
import { idle } from '@/app/_server/action-state'
import { beginSetup } from '@/app/(dashboard)/billing/(tabs)/actions'
import { Button } from '@/components/ui/button'
import { buttonStyle } from '@/components/ui/button-style'
import { cn } from '@/components/ui/cn'

export interface AddCardProps {
  label: string
  /** Where Stripe's form is a part of one of our pages; null: Stripe's own page is used. */
  formHref: string | null
}

/** The way to another card: the same Checkout as the first time, and the limit stays as it is. */
export function AddCard({ label, formHref }: AddCardProps) {
  const [state, action, pending] = useActionState(beginSetup, idle)
  const look = { size: 'sm', variant: 'ghost' } as const
  // A whole page load: what a page may embed is decided when its document is loaded.
  if (formHref !== null)
    return (
      <a href={formHref} className={cn(buttonStyle(look), '-mr-2.5')}>
        {label}
      </a>
    )
  return (
    <form action={action}>
      <Button type="submit" {...look} pending={pending} className="-mr-2.5">
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
