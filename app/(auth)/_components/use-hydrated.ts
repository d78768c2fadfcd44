'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** A primary button that waits for the script looks as it will in a moment: nothing flashes. */
export const notYetDisabled =
  'disabled:border-accent disabled:bg-accent disabled:text-on-accent disabled:hover:bg-accent'

/** False until the page's script runs: for what must not be clicked before. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
