'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** False until the page's script runs: for what must not be clicked before. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
