'use client'

import { useEffect, useRef, useState } from 'react'

/** `live`: hears of every request. `waiting`: the connection is being opened. `off`: not in sight, or told not to come back. */
export type LiveState = 'live' | 'waiting' | 'off'

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

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
  let retryMs = FIRST_RETRY_MS
  let missed = false

  function open(): void {
    close()
    setState('waiting')
    source = new EventSource('/usage/live')
    source.onopen = () => {
      retryMs = FIRST_RETRY_MS
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
      // Not all pages at the same moment, when a server is back.
      retry = setTimeout(open, retryMs * (0.75 + Math.random() / 2))
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
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
