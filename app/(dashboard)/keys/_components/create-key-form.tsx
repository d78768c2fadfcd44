'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { idle, type ActionState } from '@/app/_server/action-state'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { CheckboxRow } from '@/components/ui/checkbox'
import { DialogBody, DialogClose, DialogFooter } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { expiryChoices, type ExpiryChoice } from '@/lib/keys/expiry'
import { KEY_NAME_MAX } from '@/lib/keys/new-key'
import { permissionNames, permissionWords } from '@/lib/keys/permissions'
import { createKeyAction } from '@/app/(dashboard)/keys/actions'
import type { FreshKey } from './shown-key'

const expiryWords: Record<ExpiryChoice, string> = {
  none: 'Never',
  '7': 'In 7 days',
  '30': 'In 30 days',
  '90': 'In 90 days',
  date: 'On a date',
}

/** Name, permissions and end of a new key. What was typed stays where it is when something is refused. */
export function CreateKeyForm({ onCreated }: { onCreated: (key: FreshKey) => void }) {
  const [state, setState] = useState<ActionState<unknown>>(idle)
  const [expiry, setExpiry] = useState<ExpiryChoice>('none')
  const [pending, start] = useTransition()
  const errors = state.status === 'error' ? state.fieldErrors : {}

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    const form = new FormData(event.currentTarget)
    start(async () => {
      const done = await createKeyAction(idle, form)
      setState(done)
      const permissions = permissionNames.filter(name => form.getAll('permissions').includes(name))
      if (done.status === 'ok') onCreated({ ...done.value, permissions })
    })
  }

  return (
    <form onSubmit={submit} noValidate>
      <DialogBody>
        {state.status === 'error' && state.message ? (
          <Note tone="danger" live>
            {state.message}
          </Note>
        ) : null}
        <Field label="Name" error={errors.name}>
          <Input
            name="name"
            autoFocus
            autoComplete="off"
            maxLength={KEY_NAME_MAX}
            placeholder="production-web"
          />
        </Field>
        <fieldset>
          <legend className="mb-1.5 text-13 font-medium">Permissions</legend>
          <div className="divide-y divide-line rounded-ctl border border-line-control">
            {permissionNames.map(name => (
              <CheckboxRow
                key={name}
                name="permissions"
                value={name}
                defaultChecked={name === 'text_generation'}
                label={permissionWords[name].label}
                description={permissionWords[name].description}
                aside={name}
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
              <Input type="date" name="expiryDate" />
            </Field>
          ) : null}
        </div>
      </DialogBody>
      <DialogFooter>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending}>
          Create key
        </Button>
      </DialogFooter>
    </form>
  )
}
