'use client'

import { createKeyAction } from '@/app/(dashboard)/keys/actions'
import type { AccountFacts } from '@/app/(dashboard)/keys/month'
import { permissionNames } from '@/lib/keys/permissions'
import { parseLimit } from '@/lib/limits/limit'
import { KeyFields } from './key-fields'
import { KeyForm } from './key-form'
import { LimitField } from './limit-field'
import type { FreshKey } from './shown-key'
import { useKeyForm } from './use-key-form'

export interface CreateKeyFormProps {
  account: AccountFacts
  onCreated: (key: FreshKey) => void
}

/** Name, permissions, end and monthly limit of a new key. */
export function CreateKeyForm({ account, onCreated }: CreateKeyFormProps) {
  const { submit, pending, errors, problem } = useKeyForm(createKeyAction, (key, form) => {
    const limit = parseLimit(String(form.get('limit') ?? ''))
    onCreated({
      ...key,
      permissions: permissionNames.filter(name => form.getAll('permissions').includes(name)),
      limitNanos: limit.ok ? limit.value : null,
    })
  })
  return (
    <KeyForm submit={submit} pending={pending} problem={problem} action="Create key">
      <KeyFields permissions={['text_generation']} errors={errors} />
      <LimitField
        label="Monthly limit for this key"
        aside="optional"
        spentNanos={0n}
        account={account}
        error={errors.limit}
      />
    </KeyForm>
  )
}
