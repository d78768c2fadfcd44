'use client'

import { Check, Ellipsis, Trash2 } from 'lucide-react'
import { useState, useTransition } from 'react'
import { idle, type ActionState } from '@/app/_server/action-state'
import { makeDefaultAction, removeCardAction } from '@/app/(dashboard)/billing/(tabs)/actions'
import { Button, IconButton } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog, DialogBody, DialogClose, DialogFooter } from '@/components/ui/dialog'
import { Menu, MenuItem } from '@/components/ui/dropdown-menu'
import { toast } from '@/components/ui/toast'

export interface CardMenuProps {
  id: string
  /** `Visa •••• 4242`. */
  name: string
  isDefault: boolean
  /** Why it cannot be removed; null where it can. */
  keptBecause: string | null
  isLast: boolean
}

/** What can be done with one card. */
export function CardMenu({ id, name, isDefault, keptBecause, isLast }: CardMenuProps) {
  const [asking, setAsking] = useState(false)
  const [pending, start] = useTransition()
  const form = () => {
    const data = new FormData()
    data.set('id', id)
    return data
  }

  function makeDefault() {
    start(async () => {
      const problem = problemOf(await makeDefaultAction(idle, form()))
      if (problem) toast.error(problem)
      else toast.success(`${name} is the default now: the next invoice is charged to it.`)
    })
  }

  async function remove(): Promise<string | undefined> {
    const problem = problemOf(await removeCardAction(idle, form()))
    if (!problem) toast.success(`${name} removed.`)
    return problem
  }

  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${name}`} size="sm" pending={pending}>
            <Ellipsis aria-hidden="true" />
          </IconButton>
        }
      >
        {isDefault ? null : (
          <MenuItem onSelect={makeDefault}>
            <Check aria-hidden="true" />
            Make default
          </MenuItem>
        )}
        <MenuItem danger={keptBecause === null} onSelect={() => setAsking(true)}>
          <Trash2 aria-hidden="true" />
          Remove…
        </MenuItem>
      </Menu>
      {keptBecause === null ? (
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={`Remove ${name}?`}
          description={
            isLast
              ? 'It is the only card. Without one this account is free again: every request that costs is refused from now on.'
              : 'It will not be charged any more, and is removed at Stripe too.'
          }
          action="Remove card"
          onConfirm={remove}
        />
      ) : (
        <Dialog open={asking} onOpenChange={setAsking} title={`${name} has to stay for now`}>
          <DialogBody>
            <p className="text-13">{keptBecause}</p>
          </DialogBody>
          <DialogFooter>
            <DialogClose>
              <Button>Close</Button>
            </DialogClose>
          </DialogFooter>
        </Dialog>
      )}
    </>
  )
}

function problemOf(state: ActionState<unknown>): string | undefined {
  if (state.status !== 'error') return undefined
  return state.message || Object.values(state.fieldErrors)[0] || 'That did not work. Try again.'
}
