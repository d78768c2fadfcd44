'use client'

import { changeKeyAction } from '@/app/(dashboard)/keys/actions'
import { toast } from '@/components/ui/toast'
import type { KeyRow } from '@/lib/keys/key-list'
import { KeyFields } from './key-fields'
import { KeyForm } from './key-form'
import { shortName } from './short-name'
import { useKeyForm } from './use-key-form'

/** Says anew what a key is called, what it may do and until when. */
export function EditKeyForm({ apiKey: key, onDone }: { apiKey: KeyRow; onDone: () => void }) {
  const { submit, pending, errors, problem } = useKeyForm(changeKeyAction, (_, form) => {
    toast.success(`${shortName(String(form.get('name')).trim())} saved. In force on every gateway.`)
    onDone()
  })
  return (
    <KeyForm id={key.id} submit={submit} pending={pending} problem={problem} action="Save key">
      <KeyFields name={key.name} permissions={key.permissions} expiresAt={key.expiresAt} errors={errors} />
    </KeyForm>
  )
}
