import type { ReactNode } from 'react'
import { LiveUpdates } from '@/app/(dashboard)/_components/live-updates'

/** The figures of the page follow what is used. */
export default function UsageLayout({ children }: { children: ReactNode }) {
  return (
    <>
      {children}
      <LiveUpdates quiet />
    </>
  )
}
