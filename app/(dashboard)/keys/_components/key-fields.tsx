'use client'

import { useState } from 'react'
import { CheckboxRow } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { expiryChoices, toDay, type ExpiryChoice } from '@/lib/keys/expiry'
import { KEY_NAME_MAX } from '@/lib/keys/key-input'
import { permissionNames, permissionWords, type Permission } from '@/lib/keys/permissions'

const expiryWords: Record<ExpiryChoice, string> = {
  none: 'Never',
  '7': 'In 7 days',
  '30': 'In 30 days',
  '90': 'In 90 days',
  date: 'On a date',
}

export interface KeyFieldsProps {
  name?: string
  permissions: readonly Permission[]
  expiresAt?: Date | null
  errors: Readonly<Record<string, string>>
}

/** Name, permissions and end of a key, new or not. */
export function KeyFields({ name, permissions, expiresAt = null, errors }: KeyFieldsProps) {
  const [expiry, setExpiry] = useState<ExpiryChoice>(expiresAt ? 'date' : 'none')
  return (
    <>
      <Field label="Name" error={errors.name}>
        <Input
          name="name"
          autoFocus
          autoComplete="off"
          defaultValue={name}
          maxLength={KEY_NAME_MAX}
          placeholder="production-web"
        />
      </Field>
      <fieldset>
        <legend className="mb-1.5 text-13 font-medium">Permissions</legend>
        <div className="divide-y divide-line rounded-ctl border border-line-control">
          {permissionNames.map(permission => (
            <CheckboxRow
              key={permission}
              name="permissions"
              value={permission}
              defaultChecked={permissions.includes(permission)}
              label={permissionWords[permission].label}
              description={permissionWords[permission].description}
              aside={permission}
            />
          ))}
        </div>
        <p role="alert" className="text-12 text-dan not-empty:mt-1.5">
          {errors.permissions}
        </p>
      </fieldset>
      <div className="flex flex-wrap gap-3">
        <Field
          label="Expires"
          className="w-40"
          hint={expiry === 'none' ? undefined : 'At the end of that day, UTC'}
        >
          <Select
            name="expiry"
            value={expiry}
            onValueChange={setExpiry}
            options={expiryChoices.map(value => ({ value, label: expiryWords[value] }))}
          />
        </Field>
        {expiry === 'date' ? (
          <Field label="Date" className="w-44" error={errors.expiryDate}>
            <Input type="date" name="expiryDate" defaultValue={expiresAt ? toDay(expiresAt) : undefined} />
          </Field>
        ) : null}
      </div>
    </>
  )
}
