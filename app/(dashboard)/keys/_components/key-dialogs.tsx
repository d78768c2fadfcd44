'use client'

import { useRouter } from 'next/navigation'
import { createContext, use, useState, type ReactNode } from 'react'
import type { AccountFacts } from '@/app/(dashboard)/keys/month'
import { Dialog } from '@/components/ui/dialog'
import type { KeyRow } from '@/lib/keys/key-list'
import { ConfirmKeyAct, enableNow, type ConfirmedAct } from './confirm-key-act'
import { CreateKeyForm } from './create-key-form'
import { EditKeyForm } from './edit-key-form'
import { LimitForm } from './limit-form'
import { RatesForm } from './rates-form'
import { shortName } from './short-name'
import { ShownKey, type FreshKey } from './shown-key'

type FormAct = 'edit' | 'limit' | 'rates'
type AskedForm = { readonly act: 'create' } | { readonly act: FormAct; readonly key: KeyRow }
export type KeyAct = AskedForm | { readonly act: ConfirmedAct | 'enable'; readonly key: KeyRow }

const Asking = createContext<(act: KeyAct) => void>(() => undefined)

/** Opens the dialog of an act; enabling asks nothing and is done at once. */
export function useKeyDialogs(): (act: KeyAct) => void {
  return use(Asking)
}

export interface KeyDialogsProps {
  apiBaseUrl: string
  /** A free account: the sample is a request that it can make. */
  free: boolean
  account: AccountFacts
  /** The URL asks for the form of a new key: where to go when it is closed. */
  creating?: string | null
  children: ReactNode
}

const creation: KeyAct = { act: 'create' }

/**
 * The dialogs of the whole page, once around it. They outlive whatever an act does to the page beneath: a key that is shown
 * once must not vanish because the table it came from was drawn anew.
 */
export function KeyDialogs({ apiBaseUrl, free, account, creating = null, children }: KeyDialogsProps) {
  const router = useRouter()
  const [asked, setAsked] = useState<KeyAct | null>(creating === null ? null : creation)
  const [fresh, setFresh] = useState<FreshKey | null>(null)
  const [wasCreating, setWasCreating] = useState(creating !== null)
  if (wasCreating !== (creating !== null)) {
    setWasCreating(creating !== null)
    if (creating !== null) setAsked(creation)
  }

  function close() {
    setAsked(null)
    if (creating !== null) router.replace(creating, { scroll: false })
  }

  function ask(act: KeyAct) {
    if (act.act === 'enable') void enableNow(act.key)
    else setAsked(act)
  }

  return (
    <Asking value={ask}>
      {children}
      {asked ? <AskedDialog asked={asked} account={account} close={close} onFresh={setFresh} /> : null}
      {fresh ? (
        <ShownKey {...fresh} apiBaseUrl={apiBaseUrl} free={free} onDone={() => setFresh(null)} />
      ) : null}
    </Asking>
  )
}

interface AskedProps {
  asked: KeyAct
  account: AccountFacts
  close: () => void
  /** A key has a secret to be shown once. */
  onFresh: (key: FreshKey) => void
}

function AskedDialog({ asked, ...rest }: AskedProps) {
  switch (asked.act) {
    case 'disable':
    case 'regenerate':
    case 'delete':
      return <ConfirmKeyAct act={asked.act} apiKey={asked.key} onClose={rest.close} onFresh={rest.onFresh} />
    case 'enable':
      return null
    case 'create':
    case 'edit':
    case 'limit':
    case 'rates': {
      const { form, ...heading } = toDialog(asked, rest)
      return (
        <Dialog open onOpenChange={rest.close} {...heading}>
          {form}
        </Dialog>
      )
    }
  }
}

/** What the dialog of a form says, and the form. */
function toDialog(
  asked: AskedForm,
  { account, close, onFresh }: Omit<AskedProps, 'asked'>,
): { title: string; description: string; form: ReactNode } {
  switch (asked.act) {
    case 'create':
      return {
        title: 'Create API key',
        description: 'Give every app its own key, so that spend and access stay apart.',
        form: (
          <CreateKeyForm
            account={account}
            onCreated={key => {
              close()
              onFresh(key)
            }}
          />
        ),
      }
    case 'edit':
      return {
        title: `Edit ${shortName(asked.key.name)}`,
        description: `${asked.key.masked} keeps its secret, limit and history.`,
        form: <EditKeyForm apiKey={asked.key} onDone={close} />,
      }
    case 'limit':
      return {
        title: `Monthly limit of ${shortName(asked.key.name)}`,
        description: 'The most that requests with this key can spend in a calendar month, UTC.',
        form: <LimitForm apiKey={asked.key} account={account} onDone={close} />,
      }
    case 'rates':
      return {
        title: `Rate limits of ${shortName(asked.key.name)}`,
        description: 'Lower ones than the account’s keep one app from taking what the others need.',
        form: <RatesForm apiKey={asked.key} account={account} onDone={close} />,
      }
  }
}
