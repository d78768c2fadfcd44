'use client'

import { setKeyRatesAction } from '@/app/(dashboard)/keys/actions'
import type { AccountFacts } from '@/app/(dashboard)/keys/month'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { formatCount } from '@/lib/format'
import type { KeyRow } from '@/lib/keys/key-list'
import { KeyForm } from './key-form'
import { shortName } from './short-name'
import { useKeyForm } from './use-key-form'

export interface RatesFormProps {
  apiKey: KeyRow
  account: AccountFacts
  onDone: () => void
}

/** How many requests and tokens a minute one key may use, at most those of its account. */
export function RatesForm({ apiKey: key, account, onDone }: RatesFormProps) {
  const { submit, pending, errors, problem } = useKeyForm(setKeyRatesAction, () => {
    toast.success(`${shortName(key.name)}: rate limits in force on every gateway.`)
    onDone()
  })
  const fields = [
    ['requestsPerMinute', 'Requests a minute'],
    ['tokensPerMinute', 'Tokens a minute'],
  ] as const
  return (
    <KeyForm id={key.id} submit={submit} pending={pending} problem={problem} action="Set rate limits">
      <div className="flex flex-wrap gap-3">
        {fields.map(([name, label], i) => (
          <Field key={name} label={label} error={errors[name]} className="flex-1 basis-44">
            <Input
              name={name}
              autoFocus={i === 0}
              inputMode="numeric"
              autoComplete="off"
              defaultValue={key[name] === null ? '' : formatCount(key[name])}
              placeholder={formatCount(account[name])}
              className="tnum"
            />
          </Field>
        ))}
      </div>
      <p className="text-12 text-2">
        From 1 to what the account has: {formatCount(account.requestsPerMinute)} requests and{' '}
        {formatCount(account.tokensPerMinute)} tokens a minute, for all keys together. Leave a field empty for
        the account’s own. What is above is answered with 429 and a Retry-After.
      </p>
    </KeyForm>
  )
}
