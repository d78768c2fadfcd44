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
import type { KeyRow } from '@/lib/keys/key-list'
import { shortName } from './short-name'
import type { FreshKey } from './shown-key'

/** What is asked back before it is done. */
export type ConfirmedAct = 'disable' | 'regenerate' | 'delete'

export interface ConfirmKeyActProps {
  act: ConfirmedAct
  apiKey: KeyRow
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
      toast.success(
        `${shortName(key.name)} ${act === 'disable' ? 'disabled' : 'deleted'}. In force on every gateway.`,
      )
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
export async function enableNow(key: KeyRow): Promise<void> {
  const problem = problemOf(await enableKeyAction(idle, formOf(key)))
  if (problem) toast.error(problem)
  else toast.success(`${shortName(key.name)} enabled. In force on every gateway.`)
}

function wordsOf(act: ConfirmedAct, key: KeyRow) {
  const name = shortName(key.name)
  switch (act) {
    case 'disable':
      return {
        title: `Disable ${name}?`,
        description: `${key.masked} stops working: requests get 401 from the moment this is confirmed. Those in flight finish. Name, limit and history stay, and you can enable it again.`,
        action: 'Disable key',
      }
    case 'regenerate':
      return {
        title: `Regenerate ${name}?`,
        description: `The old key, ${key.masked}, dies at once: whatever still uses it gets 401. Name, permissions, limit and history stay. Once the new key is shown, the old one is dead on every gateway.`,
        action: 'Regenerate key',
      }
    case 'delete':
      return {
        title: `Delete ${name}?`,
        description: `${key.masked} stops working on every gateway at once, for good, and leaves this list. Its usage stays on your charts and invoices.`,
        action: 'Delete key',
        typed: key.name.length <= 40 ? key.name : 'delete',
      }
  }
}

function formOf(key: KeyRow): FormData {
  const form = new FormData()
  form.set('id', key.id)
  return form
}

function problemOf(state: ActionState<unknown>): string | undefined {
  if (state.status !== 'error') return undefined
  return state.message || Object.values(state.fieldErrors)[0] || 'That did not work. Try again.'
}
