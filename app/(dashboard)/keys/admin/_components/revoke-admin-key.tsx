'use client'

import { idle } from '@/app/_server/action-state'
import { shortName } from '@/app/(dashboard)/keys/_components/short-name'
import { revokeAdminKeyAction } from '@/app/(dashboard)/keys/admin/actions'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import type { AdminKeySummary } from '@/lib/admin-keys/admin-key'

/** Asks before an admin key ends for good. */
export function RevokeAdminKey({ adminKey, onClose }: { adminKey: AdminKeySummary; onClose: () => void }) {
  const name = shortName(adminKey.name)

  async function revoke(): Promise<string | undefined> {
    const form = new FormData()
    form.set('id', adminKey.id)
    const done = await revokeAdminKeyAction(idle, form)
    if (done.status === 'error') return done.message || done.fieldErrors.id || 'That did not work. Try again.'
    toast.success(`${name} revoked. In force on every gateway.`)
    return undefined
  }

  return (
    <ConfirmDialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`Revoke ${name}?`}
      description={`${adminKey.masked} stops working on every gateway at once, for good. Whatever still reads with it gets 401.`}
      action="Revoke admin key"
      onConfirm={revoke}
    />
  )
}
