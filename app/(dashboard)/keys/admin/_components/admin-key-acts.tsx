'use client'

import { Plus } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { AdminKeySummary } from '@/lib/admin-keys/admin-key'
import { useAdminKeyDialogs } from './admin-key-dialogs'

/** Opens the form for a new admin key. */
export function CreateAdminKey() {
  const ask = useAdminKeyDialogs()
  return (
    <Button variant="primary" onClick={() => ask('create')}>
      <Plus aria-hidden="true" />
      <span>Create admin key</span>
    </Button>
  )
}

/** Opens the question whether a key shall end. */
export function RevokeButton({ adminKey }: { adminKey: AdminKeySummary }) {
  const ask = useAdminKeyDialogs()
  return (
    <Button size="sm" aria-label={`Revoke ${adminKey.name}`} onClick={() => ask({ revoke: adminKey })}>
      Revoke…
    </Button>
  )
}
