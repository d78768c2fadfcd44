'use client'

import { useEffect, useRef, useState } from 'react'
import { Backoff } from '@/lib/live/backoff'

/** `live`: hears of every request. `waiting`: the connection is being opened. `off`: not in sight, or told not to come back. */
export type LiveState = 'live' | 'waiting' | 'off'

/**
 * Calls `onUsage` whenever requests of the account were settled, while the page is in sight: in a hidden tab the stream is closed,
 * and what was missed counts as one call when the tab is looked at again. A stream that breaks is opened anew, after longer and longer pauses.
 */
export function useLive(onUsage: () => void): LiveState {
  const [state, setState] = useState<LiveState>('waiting')
  const latest = useRef(onUsage)
  useEffect(() => {
    latest.current = onUsage
  })
  useEffect(() => watchUsage(setState, () => latest.current()), [])
  return state
}

function watchUsage(setState: (state: LiveState) => void, onUsage: () => void): () => void {
  let source: EventSource | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  const backoff = new Backoff()
  let missed = false

  function open(): void {
    close()
    setState('waiting')
    source = new EventSource('/usage/live')
    source.onopen = () => {
      backoff.opened(performance.now())
      setState('live')
      if (missed) onUsage()
      missed = true
    }
    source.addEventListener('usage', onUsage)
    source.addEventListener('end', () => {
      close()
      setState('off')
    })
    source.onerror = () => {
      close()
      setState('waiting')
      retry = setTimeout(open, backoff.broke(performance.now()))
    }
  }

  function close(): void {
    clearTimeout(retry)
    source?.close()
    source = null
  }

  function follow(): void {
    if (document.visibilityState === 'visible') return open()
    close()
    setState('off')
  }

  if (document.visibilityState === 'visible') open()
  document.addEventListener('visibilitychange', follow)
  return () => {
    document.removeEventListener('visibilitychange', follow)
    close()
  }
}
