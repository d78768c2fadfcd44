'use client'

import { ShieldCheck } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { Note } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { CodeBlock, type CodeSample } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog, DialogBody, DialogFooter } from '@/components/ui/dialog'
import { maskKey } from '@/lib/keys/mask'

export interface ShownSecretProps {
  title: string
  secret: string
  /** How much of its beginning shows ever after. */
  prefixLength: number
  /** What to try with it. */
  samples: readonly [CodeSample, ...CodeSample[]]
  /** What it may do, and what to do when it leaks. */
  children: ReactNode
  onDone: () => void
}

/** A secret, this once. Only Done closes it, after the box is ticked, so that no stray click loses it. */
export function ShownSecret({ title, secret, prefixLength, samples, children, onDone }: ShownSecretProps) {
  const [stored, setStored] = useState(false)
  const box = useId()
  const masked = maskKey({ secretPrefix: secret.slice(0, prefixLength), secretLastFour: secret.slice(-4) })
  return (
    <Dialog
      open
      wide
      sticky
      title={title}
      description="This is the only time we show it: we keep only a hash."
    >
      <DialogBody>
        <div className="flex items-center gap-2 rounded-ctl border border-line-control bg-inset py-1.5 pr-1.5 pl-3">
          <code aria-label="Your new key" className="min-w-0 flex-1 font-mono text-12 break-all select-all">
            {secret}
          </code>
          <CopyButton text={secret} label="Copy key" />
        </div>
        <CodeBlock title="Try it now" samples={samples} mask={code => code.replaceAll(secret, masked)} />
        <Note icon={<ShieldCheck strokeWidth={1.75} aria-hidden="true" />}>{children}</Note>
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
