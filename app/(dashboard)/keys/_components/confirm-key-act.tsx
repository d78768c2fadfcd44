'use client'

import { idle, type ActionState } from '@/app/_server/action-state'
import {
  deleteKeyAction,
  disableKeyAction,
  enableKeyAction,
  regenerateKeyAction,
} from '@/app/(dashboard)/keys/actions'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import type { ExistingAct, KeyInHand } from './key-dialogs'
import type { FreshKey } from './shown-key'

export interface ConfirmKeyActProps {
  act: ExistingAct
  apiKey: KeyInHand
  onClose: () => void
  /** A key has a new secret, to be shown once. */
  onFresh: (key: FreshKey) => void
}

/** Names what is about to happen to which key, and does it. */
export function ConfirmKeyAct({ act, apiKey: key, onClose, onFresh }: ConfirmKeyActProps) {
  async function confirm(): Promise<string | undefined> {
    if (act === 'regenerate') {
      const done = await regenerateKeyAction(idle, formOf(key))
      if (done.status === 'ok') onFresh({ ...done.value, regenerated: true })
      return problemOf(done)
    }
    const done = await (act === 'disable' ? disableKeyAction : deleteKeyAction)(idle, formOf(key))
    if (done.status === 'ok')
      toast.success(`${short(key.name)} ${act === 'disable' ? 'disabled' : 'deleted'}`)
    return problemOf(done)
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      onConfirm={confirm}
      {...wordsOf(act, key)}
    />
  )
}

/** Switches a key on, and says how it went. */
export async function enableNow(key: KeyInHand): Promise<void> {
  const problem = problemOf(await enableKeyAction(idle, formOf(key)))
  if (problem) toast.error(problem)
  else toast.success(`${short(key.name)} enabled`)
}

function wordsOf(act: ExistingAct, key: KeyInHand) {
  const name = short(key.name)
  switch (act) {
    case 'disable':
      return {
        title: `Disable ${name}?`,
        description: `${key.masked} stops working on every gateway at once: requests get 401. You can enable it again.`,
        action: 'Disable key',
      }
    case 'regenerate':
      return {
        title: `Regenerate ${name}?`,
        description: `The old key, ${key.masked}, dies at once: whatever still uses it gets 401. Name, permissions and history stay.`,
        action: 'Regenerate key',
      }
    case 'delete':
      return {
        title: `Delete ${name}?`,
        description: `${key.masked} stops working on every gateway at once, for good. Its usage stays on your charts and invoices.`,
        action: 'Delete key',
        typed: key.name.length <= 40 ? key.name : 'delete',
      }
  }
}

function short(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 59)}…`
}

function formOf(key: KeyInHand): FormData {
  const form = new FormData()
  form.set('id', key.id)
  return form
}

function problemOf(state: ActionState<unknown>): string | undefined {
  if (state.status !== 'error') return undefined
  return state.message || Object.values(state.fieldErrors)[0] || 'That did not work. Try again.'
}
