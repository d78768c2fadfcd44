'use client'

import { createContext, use, useState, type ReactNode } from 'react'
import { ShownSecret } from '@/app/(dashboard)/keys/_components/shown-secret'
import { Dialog } from '@/components/ui/dialog'
import type { AdminKeySummary } from '@/lib/admin-keys/admin-key'
import { adminSamples } from './admin-samples'
import { CreateAdminKeyForm, type FreshAdminKey } from './create-admin-key-form'
import { RevokeAdminKey } from './revoke-admin-key'

export type AdminKeyAct = 'create' | { readonly revoke: AdminKeySummary }

const Asking = createContext<(act: AdminKeyAct) => void>(() => undefined)

/** Opens the dialog of an act. */
export function useAdminKeyDialogs(): (act: AdminKeyAct) => void {
  return use(Asking)
}

export interface AdminKeyDialogsProps {
  apiBaseUrl: string
  /** Since when the sample asks. */
  since: Date
  children: ReactNode
}

/** `sk-admin-Ab12`. */
const prefixLength = 13

/** The dialogs of the page, once around it: a key that is shown once must not vanish because the table was drawn anew. */
export function AdminKeyDialogs({ apiBaseUrl, since, children }: AdminKeyDialogsProps) {
  const [asked, setAsked] = useState<AdminKeyAct | null>(null)
  const [fresh, setFresh] = useState<FreshAdminKey | null>(null)
  const close = () => setAsked(null)
  return (
    <Asking value={setAsked}>
      {children}
      {asked === 'create' ? (
        <Dialog
          open
          onOpenChange={close}
          title="Create admin key"
          description="It reads the usage and costs of the whole account, and opens nothing else."
        >
          <CreateAdminKeyForm
            onCreated={key => {
              close()
              setFresh(key)
            }}
          />
        </Dialog>
      ) : null}
      {asked && asked !== 'create' ? <RevokeAdminKey adminKey={asked.revoke} onClose={close} /> : null}
      {fresh ? (
        <ShownSecret
          title="Copy your new admin key"
          secret={fresh.secret}
          prefixLength={prefixLength}
          samples={adminSamples(apiBaseUrl, fresh.secret, since)}
          onDone={() => setFresh(null)}
        >
          <b className="font-medium break-words">{fresh.name}</b> reads the account’s usage and costs. If it
          leaks, revoke it: it stops working at once.
        </ShownSecret>
      ) : null}
    </Asking>
  )
}
