'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** Draws the page anew when someone comes back to it: from paying at Stripe, in another tab. */
export function RefreshOnReturn() {
  const router = useRouter()
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === 'visible') router.refresh()
    }
    document.addEventListener('visibilitychange', refresh)
    return () => document.removeEventListener('visibilitychange', refresh)
  }, [router])
  return null
}
