'use client'

import { createContext, use, useState, type ReactNode } from 'react'
import { Dialog } from '@/components/ui/dialog'
import type { KeyId } from '@/lib/ids'
import type { KeyStatus } from '@/lib/keys/status'
import { ConfirmKeyAct, enableNow } from './confirm-key-act'
import { CreateKeyForm } from './create-key-form'
import { ShownKey, type FreshKey } from './shown-key'

export interface KeyInHand {
  readonly id: KeyId
  readonly name: string
  readonly masked: string
  readonly status: KeyStatus
}
export type KeyAct =
  { readonly act: 'create' } | { readonly act: ExistingAct | 'enable'; readonly key: KeyInHand }
export type ExistingAct = 'disable' | 'regenerate' | 'delete'

const Asking = createContext<(act: KeyAct) => void>(() => undefined)

/** Opens the dialog of an act; enabling asks nothing and is done at once. */
export function useKeyDialogs(): (act: KeyAct) => void {
  return use(Asking)
}

export interface KeyDialogsProps {
  apiBaseUrl: string
  /** A free account: the sample is a request that it can make. */
  free: boolean
  children: ReactNode
}

/**
 * The dialogs of the whole page, once around it. They outlive whatever an act does to the page beneath: a key that is shown
 * once must not vanish because the table it came from was drawn anew.
 */
export function KeyDialogs({ apiBaseUrl, free, children }: KeyDialogsProps) {
  const [asked, setAsked] = useState<KeyAct | null>(null)
  const [fresh, setFresh] = useState<FreshKey | null>(null)
  const close = () => setAsked(null)

  function ask(act: KeyAct) {
    if (act.act === 'enable') void enableNow(act.key)
    else setAsked(act)
  }

  return (
    <Asking value={ask}>
      {children}
      <Dialog
        open={asked?.act === 'create'}
        onOpenChange={close}
        title="Create API key"
        description="Give every app its own key, so that spend and access stay apart."
      >
        <CreateKeyForm
          onCreated={key => {
            close()
            setFresh(key)
          }}
        />
      </Dialog>
      {asked && asked.act !== 'create' && asked.act !== 'enable' ? (
        <ConfirmKeyAct act={asked.act} apiKey={asked.key} onClose={close} onFresh={setFresh} />
      ) : null}
      {fresh ? (
        <ShownKey {...fresh} apiBaseUrl={apiBaseUrl} free={free} onDone={() => setFresh(null)} />
      ) : null}
    </Asking>
  )
}
