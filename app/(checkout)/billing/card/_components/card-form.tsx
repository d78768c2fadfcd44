'use client'

import type { StripeEmbeddedCheckout } from '@stripe/stripe-js'
import { useEffect, useRef, useState } from 'react'
import { idle } from '@/app/_server/action-state'
import { beginEmbeddedSetup } from '@/app/(checkout)/billing/card/actions'
import { Skeleton, SkeletonRegion } from '@/components/ui/skeleton'
import { HostedPage } from './hosted-page'

/** How long Stripe's script and form may take, each, before Stripe's own page is offered instead. */
const PATIENCE_MS = 5_000

export interface CardFormProps {
  publishableKey: string
  /** The monthly limit to start with, as it was typed; empty: it stays as it is. */
  limit: string
}

/** Stripe's card form; where it cannot be shown (its script is blocked or does not come), the way to Stripe's own page. */
export function CardForm({ publishableKey, limit }: CardFormProps) {
  const place = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading')

  useEffect(() => {
    const shown: { form?: StripeEmbeddedCheckout; left: boolean } = { left: false }
    openForm(publishableKey, limit).then(
      form => {
        if (shown.left || !place.current) return form.destroy()
        shown.form = form
        form.mount(place.current)
        setState('shown')
      },
      () => {
        if (!shown.left) setState('failed')
      },
    )
    return () => {
      shown.left = true
      shown.form?.destroy()
    }
  }, [publishableKey, limit])

  return (
    <>
      {state === 'loading' ? (
        <>
          <SkeletonRegion label="Loading the card form of Stripe">
            <div className="grid gap-4 p-5">
              <Skeleton className="h-10" />
              <Skeleton className="h-20" />
              <Skeleton className="h-10" />
            </div>
          </SkeletonRegion>
          <noscript>
            <HostedPage
              limit={limit}
              reason="The card form of Stripe needs scripts, which are switched off here."
            />
          </noscript>
        </>
      ) : null}
      {state === 'failed' ? (
        <HostedPage limit={limit} reason="The card form of Stripe could not be loaded here." />
      ) : null}
      <div ref={place} />
    </>
  )
}

async function openForm(publishableKey: string, limit: string): Promise<StripeEmbeddedCheckout> {
  // This entry loads the script of Stripe only when it is asked to.
  const { loadStripe } = await import('@stripe/stripe-js/pure')
  const stripe = await inTime(loadStripe(publishableKey))
  if (!stripe) throw new Error('there is no Stripe.js here')
  return inTime(stripe.createEmbeddedCheckoutPage({ fetchClientSecret: () => fetchClientSecret(limit) }))
}

async function fetchClientSecret(limit: string): Promise<string> {
  const form = new FormData()
  form.set('limit', limit)
  const begun = await beginEmbeddedSetup(idle, form)
  if (begun.status !== 'ok') throw new Error('Checkout could not be begun')
  return begun.value.clientSecret
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it took too long')), PATIENCE_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
