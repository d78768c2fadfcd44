'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState, useTransition } from 'react'
import { StatusDot } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { useLive, type LiveState } from './use-live'

const words: Record<LiveState, string> = { live: 'Live', waiting: 'Connecting', off: 'Paused' }

/**
 * Reads the page anew when requests of the account were settled. Nothing moves under the pointer: while it is over an element with
 * `data-live-hold`, a button offers what is new, and it comes by itself once the pointer has left.
 */
export function LiveUpdates({ quiet = false }: { quiet?: boolean }) {
  const { refresh, refreshing } = useRefresh()
  const [held, setHeld] = useState(false)
  const state = useLive(() => {
    if (document.querySelector('[data-live-hold]:hover')) setHeld(true)
    else refresh()
  })

  useEffect(() => {
    if (!held) return
    const release = (event: PointerEvent) => {
      if (event.target instanceof Element && event.target.closest('[data-live-hold]')) return
      setHeld(false)
      refresh()
    }
    document.addEventListener('pointerover', release)
    return () => document.removeEventListener('pointerover', release)
  }, [held, refresh])

  if (quiet) return null
  return (
    <div className="ml-auto flex h-8 items-center gap-3">
      {held ? (
        <Button
          size="sm"
          onClick={() => {
            setHeld(false)
            refresh()
          }}
        >
          Show new requests
        </Button>
      ) : null}
      <span role="status" aria-busy={refreshing} className="text-2">
        <StatusDot tone={state === 'live' ? 'positive' : 'neutral'}>{words[state]}</StatusDot>
      </span>
    </div>
  )
}

/** One reading at a time; what is asked for meanwhile is one more. */
function useRefresh() {
  const router = useRouter()
  const [refreshing, start] = useTransition()
  const again = useRef(false)
  const busy = useRef(false)
  useEffect(() => {
    busy.current = refreshing
    if (refreshing || !again.current) return
    again.current = false
    start(() => router.refresh())
  }, [refreshing, router])
  const refresh = useCallback(() => {
    if (busy.current) {
      again.current = true
      return
    }
    busy.current = true
    start(() => router.refresh())
  }, [router])
  return { refresh, refreshing }
}
