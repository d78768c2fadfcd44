'use client'

import { useActionState, useEffect, useState } from 'react'
import { idle, type ActionState } from '@/app/_server/action-state'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { MoneyInput } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { saveLimit } from '@/app/(dashboard)/billing/(tabs)/limits/actions'

export interface LimitEditorProps {
  /** The account's own limit as it is typed, `250` or `0.0042`; empty: none is set. */
  current: string
  /** What is in force without an own limit, formatted. */
  ceiling: string
  canEdit: boolean
}

/** Sets, changes and removes the account's monthly limit. */
export function LimitEditor({ current, ceiling, canEdit }: LimitEditorProps) {
  const [state, action] = useActionState(saveLimit, idle)
  const [typed, setTyped] = useState(current)
  const [seen, setSeen] = useState(current)
  if (seen !== current) {
    setSeen(current)
    setTyped(current)
  }
  useEffect(() => {
    if (state.status === 'ok') toast.success('Limit saved. It is in force on every gateway now.')
  }, [state])
  const errors = state.status === 'error' ? state.fieldErrors : {}

  return (
    <form action={action} className="grid gap-4">
      <Field
        label="Monthly limit"
        hint={`US dollars, up to four decimals. The operator's ceiling of ${ceiling} applies in any case.`}
        error={errors.limit}
      >
        <div className="flex items-center gap-3">
          <MoneyInput
            name="limit"
            size="xl"
            value={typed}
            onChange={event => setTyped(event.target.value)}
            placeholder="No limit"
            disabled={!canEdit}
            boxClassName="max-w-56"
          />
          <span className="shrink-0 text-13 text-2">a month</span>
        </div>
      </Field>
      {state.status === 'error' && state.message ? (
        <p role="alert" className="text-13 text-dan">
          {state.message}
        </p>
      ) : null}
      {canEdit ? (
        <div className="flex flex-wrap gap-2">
          <SubmitButton>Save limit</SubmitButton>
          {current === '' ? null : <RemoveLimit ceiling={ceiling} />}
        </div>
      ) : (
        <p className="text-13 text-2">Owners, admins and billing members may change the limit.</p>
      )}
    </form>
  )
}

function RemoveLimit({ ceiling }: { ceiling: string }) {
  async function remove(): Promise<string | undefined> {
    const form = new FormData()
    form.set('limit', '')
    const state: ActionState<null> = await saveLimit(idle, form)
    if (state.status !== 'error') return undefined
    return state.message || state.fieldErrors.limit
  }
  return (
    <ConfirmDialog
      trigger={<Button variant="ghost">Remove limit</Button>}
      title="Remove the monthly limit?"
      description={`Requests will be accepted until the month comes to the operator's ceiling of ${ceiling}.`}
      action="Remove limit"
      onConfirm={remove}
    />
  )
}
