'use client'

import { useState } from 'react'
import type { AccountFacts } from '@/app/(dashboard)/keys/month'
import { Note } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { MoneyInput } from '@/components/ui/input'
import { remarkOnKeyLimit, type KeyLimitRemark } from '@/lib/limits/key-limit'
import { parseLimit, remaining } from '@/lib/limits/limit'
import { formatUsd, formatUsdExact, toUsdString, type Nanos } from '@/lib/money'

export interface LimitFieldProps {
  label: string
  aside?: string
  /** The limit in force now; null: none. */
  limitNanos?: Nanos | null
  /** What the key has spent this month. */
  spentNanos: Nanos
  account: AccountFacts
  error: string | undefined
  /** Told at every change what the limit that stands there would do. */
  onRemark?: (remark: KeyLimitRemark | null) => void
}

/** A key's monthly limit, and what it would mean, said before it is saved. */
export function LimitField(props: LimitFieldProps) {
  const { label, aside, limitNanos = null, spentNanos, account, error, onRemark } = props
  const [typed, setTyped] = useState(limitNanos === null ? '' : toUsdString(limitNanos, 2))
  const parsed = parseLimit(typed)
  const limit = parsed.ok ? parsed.value : null
  const remark = remarkOnKeyLimit(limit, spentNanos, account)

  function change(text: string) {
    setTyped(text)
    const next = parseLimit(text)
    onRemark?.(next.ok ? remarkOnKeyLimit(next.value, spentNanos, account) : null)
  }

  return (
    <div>
      <Field
        label={label}
        aside={aside}
        error={error}
        hint={`Only this key stops there. ${accountApplies(account)} Leave it empty for no limit of its own.`}
      >
        <MoneyInput
          name="limit"
          value={typed}
          onChange={event => change(event.target.value)}
          placeholder="No limit"
          after={<span className="shrink-0 text-12 text-2">a month</span>}
          boxClassName="max-w-52"
        />
      </Field>
      <div role="status">
        {remark ? (
          <Note tone="caution" className="mt-3">
            {remark === 'blocked' ? blocked(limit, spentNanos, account) : accountFirst(account)}
          </Note>
        ) : null}
      </div>
    </div>
  )
}

function accountApplies({ limitNanos, setBy }: AccountFacts): string {
  if (limitNanos === null) return ''
  const what = setBy === 'operator' ? 'The operator’s ceiling' : 'The account’s limit'
  return `${what} of ${formatUsd(limitNanos)} still applies to all keys.`
}

function blocked(limit: Nanos | null, spentNanos: Nanos, { month, resets }: AccountFacts): string {
  const refused = 'Requests with this key that cost anything will be rejected'
  if (limit === 0n) return `${refused} until the limit is raised.`
  return `${formatUsdExact(spentNanos)} is spent in ${month} already. ${refused} until ${resets}, or until the limit is raised.`
}

function accountFirst({ limitNanos, spentNanos, setBy }: AccountFacts): string {
  const left = formatUsd(remaining(limitNanos, spentNanos) ?? 0n)
  const what = setBy === 'operator' ? 'The operator’s ceiling' : 'The account’s limit'
  return `${what} will stop this key first: ${left} of it is left this month, for all keys together.`
}
