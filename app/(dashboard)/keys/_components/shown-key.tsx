'use client'

import { ShieldCheck } from 'lucide-react'
import { useId, useState } from 'react'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog, DialogBody, DialogFooter } from '@/components/ui/dialog'
import { permissionsInWords, type Permission } from '@/lib/keys/permissions'
import { apiSamples } from '@/components/api-samples'
import { formatUsdExact, type Nanos } from '@/lib/money'

/** A key whose secret is known for this one moment. */
export interface FreshKey {
  readonly name: string
  readonly secret: string
  /** What the key may do, where that is known here. */
  readonly permissions?: readonly Permission[]
  /** What it may spend in a month, where that is known here; null: no limit of its own. */
  readonly limitNanos?: Nanos | null
  /** An old key with a new secret. */
  readonly regenerated?: boolean
}

export interface ShownKeyProps extends FreshKey {
  apiBaseUrl: string
  free: boolean
  onDone: () => void
}

/** The secret, this once. Only Done closes it, after the box is ticked, so that no stray click loses the key. */
export function ShownKey(props: ShownKeyProps) {
  const {
    name,
    secret,
    permissions,
    limitNanos = null,
    regenerated = false,
    apiBaseUrl,
    free,
    onDone,
  } = props
  const [stored, setStored] = useState(false)
  const box = useId()
  const masked = `${secret.slice(0, 7)}…${secret.slice(-4)}`
  const chat = !free && (permissions?.includes('text_generation') ?? true)
  return (
    <Dialog
      open
      wide
      sticky
      title={regenerated ? 'Copy the new secret' : 'Copy your new key'}
      description="This is the only time we show it: we keep only a hash."
    >
      <DialogBody>
        <div className="flex items-center gap-2 rounded-ctl border border-line-control bg-inset py-1.5 pr-1.5 pl-3">
          <code aria-label="Your new key" className="min-w-0 flex-1 font-mono text-12 break-all select-all">
            {secret}
          </code>
          <CopyButton text={secret} label="Copy key" />
        </div>
        <CodeBlock
          title="Try it now"
          samples={apiSamples(apiBaseUrl, secret, chat ? 'chat' : 'models')}
          mask={code => code.replaceAll(secret, masked)}
        />
        <Note icon={<ShieldCheck strokeWidth={1.75} aria-hidden="true" />}>
          <b className="font-medium break-words">{name}</b>
          {permissions
            ? ` may ${permissionsInWords(permissions)}${limitNanos === null ? '' : `, for up to ${formatUsdExact(limitNanos)} a month`}. `
            : ' keeps its name, permissions, limit and history. '}
          If the key leaks, regenerate it: the old one stops working at once.
        </Note>
      </DialogBody>
      <DialogFooter>
        <label htmlFor={box} className="mr-auto flex items-center gap-2 text-13">
          <Checkbox id={box} checked={stored} onCheckedChange={checked => setStored(checked === true)} />I
          have stored this key
        </label>
        <Button variant="primary" disabled={!stored} onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
