'use client'

import { ActDialog } from '@/app/(operator)/operator/_components/act-dialog'
import { resolveFailureAction } from '@/app/(operator)/operator/settlement/actions'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/input'

/** Says that somebody has looked at a failure, and what came of it. */
export function ResolveFailure({ accountId, requestId }: { accountId: string; requestId: string }) {
  return (
    <ActDialog
      trigger={
        <Button size="sm" aria-label={`Resolve ${requestId}`}>
          Resolve…
        </Button>
      }
      title="Resolve this failure"
      description="The event itself is kept, and nothing is charged for it."
      action={resolveFailureAction}
      hidden={{ accountId, requestId }}
      verb="Mark as resolved"
      done={() => 'Marked as resolved. The event is kept.'}
    >
      {errors => (
        <Field label="What came of it" hint="It stands in the audit log." error={errors.note}>
          <Textarea name="note" rows={2} maxLength={500} />
        </Field>
      )}
    </ActDialog>
  )
}
