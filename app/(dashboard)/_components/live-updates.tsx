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

/** Between two readings of a page whose account is never quiet: each of them is a score of queries. */
const PAUSE_MS = 400

/** One reading at a time, at once where none was just made; what is asked for meanwhile is one more. */
function useRefresh() {
  const router = useRouter()
  const [refreshing, start] = useTransition()
  const again = useRef(false)
  const busy = useRef(false)
  useEffect(() => {
    if (refreshing) return
    const paused = setTimeout(() => {
      busy.current = again.current
      if (!again.current) return
      again.current = false
      start(() => router.refresh())
    }, PAUSE_MS)
    return () => clearTimeout(paused)
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
