'use client'

import { CircleDollarSign } from 'lucide-react'
import { useKeyDialogs } from '@/app/(dashboard)/keys/_components/key-dialogs'
import { Button } from '@/components/ui/button'
import type { KeyRow } from '@/lib/keys/key-list'

/** Opens the form for the key's monthly limit. */
export function SetLimit({ apiKey }: { apiKey: KeyRow }) {
  const ask = useKeyDialogs()
  return (
    <Button onClick={() => ask({ act: 'limit', key: apiKey })}>
      <CircleDollarSign aria-hidden="true" />
      {apiKey.limitNanos === null ? 'Set limit…' : 'Change limit…'}
    </Button>
  )
}
