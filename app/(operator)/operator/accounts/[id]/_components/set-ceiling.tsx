'use client'

import { ActDialog } from '@/app/(operator)/operator/_components/act-dialog'
import { setCeilingAction } from '@/app/(operator)/operator/accounts/[id]/actions'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { MoneyInput } from '@/components/ui/input'
import { formatLimit } from '@/lib/money'
import type { Subject } from './subject'

export interface SetCeilingProps {
  subject: Subject
  /** As it is typed: `500`. */
  current: string
  /** What is spent this month, formatted. */
  spent: string
}

/** Changes what an account may spend in a month at most, whatever its members set. */
export function SetCeiling({ subject: { accountId, name, typed }, current, spent }: SetCeilingProps) {
  return (
    <ActDialog
      trigger={<Button size="sm">Change ceiling…</Button>}
      title={`Ceiling of ${name}`}
      description={`The most that the account may spend in a month, whatever its members set. ${spent} is spent; a ceiling below that rejects every request until the month is over.`}
      action={setCeilingAction}
      hidden={{ accountId }}
      typed={typed}
      verb="Set ceiling"
      waiting="Telling every gateway…"
      done={({ ceilingNanos }) =>
        `Ceiling of ${name}: ${formatLimit(ceilingNanos)} a month. In force on every gateway.`
      }
    >
      {errors => (
        <Field label="Ceiling a month" hint="US dollars, up to four decimals." error={errors.ceiling}>
          <MoneyInput name="ceiling" defaultValue={current} />
        </Field>
      )}
    </ActDialog>
  )
}
