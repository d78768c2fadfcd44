'use client'

import { useState } from 'react'
import { setKeyLimitAction } from '@/app/(dashboard)/keys/actions'
import type { AccountFacts } from '@/app/(dashboard)/keys/month'
import { toast } from '@/components/ui/toast'
import type { KeyRow } from '@/lib/keys/key-list'
import { remarkOnKeyLimit } from '@/lib/limits/key-limit'
import { formatUsd, formatUsdExact } from '@/lib/money'
import { KeyForm } from './key-form'
import { LimitField } from './limit-field'
import { shortName } from './short-name'
import { useKeyForm } from './use-key-form'

export interface LimitFormProps {
  apiKey: KeyRow
  account: AccountFacts
  onDone: () => void
}

/** Sets, changes and removes what one key may spend in a month. */
export function LimitForm({ apiKey: key, account, onDone }: LimitFormProps) {
  const [remark, setRemark] = useState(remarkOnKeyLimit(key.limitNanos, key.spentNanos, account))
  const { submit, pending, errors, problem } = useKeyForm(setKeyLimitAction, ({ limitNanos }) => {
    const what = limitNanos === null ? 'no limit of its own' : `${formatUsdExact(limitNanos)} a month`
    toast.success(`${shortName(key.name)}: ${what}. In force on every gateway.`)
    onDone()
  })
  const blocks = remark === 'blocked'
  return (
    <KeyForm
      id={key.id}
      submit={submit}
      pending={pending}
      problem={problem}
      action={blocks ? 'Set limit and reject requests' : 'Set limit'}
      danger={blocks}
    >
      <dl className="grid gap-1 rounded-ctl bg-inset px-3 py-2.5 text-13">
        <Fact term={`Spent with this key in ${account.month}`}>{formatUsd(key.spentNanos)}</Fact>
        <Fact term="Spent by the account">
          {formatUsd(account.spentNanos)}
          {account.limitNanos === null ? '' : ` of ${formatUsd(account.limitNanos)}`}
        </Fact>
        <Fact term="Starts over">{account.resets}</Fact>
      </dl>
      <LimitField
        label="Monthly limit"
        limitNanos={key.limitNanos}
        spentNanos={key.spentNanos}
        account={account}
        error={errors.limit}
        onRemark={setRemark}
      />
    </KeyForm>
  )
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-3">
      <dt className="text-2">{term}</dt>
      <dd className="ml-auto tnum">{children}</dd>
    </div>
  )
}
