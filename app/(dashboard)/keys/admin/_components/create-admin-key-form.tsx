'use client'

import { KeyForm } from '@/app/(dashboard)/keys/_components/key-form'
import { useKeyForm } from '@/app/(dashboard)/keys/_components/use-key-form'
import { createAdminKeyAction } from '@/app/(dashboard)/keys/admin/actions'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { KEY_NAME_MAX } from '@/lib/keys/key-input'

/** An admin key whose secret is known for this one moment. */
export interface FreshAdminKey {
  readonly name: string
  readonly secret: string
}

/** The name of a new admin key: there is nothing else to say of it. */
export function CreateAdminKeyForm({ onCreated }: { onCreated: (key: FreshAdminKey) => void }) {
  const { submit, pending, errors, problem } = useKeyForm(createAdminKeyAction, onCreated)
  return (
    <KeyForm submit={submit} pending={pending} problem={problem} action="Create admin key">
      <Field label="Name" error={errors.name}>
        <Input name="name" autoFocus autoComplete="off" maxLength={KEY_NAME_MAX} placeholder="cost-report" />
      </Field>
    </KeyForm>
  )
}
