'use client'

import { isTaxIdType, taxIdKinds, taxIdName, taxIdTypesOf } from '@/lib/billing/details/tax-ids'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'

interface Control {
  name: string
  value: string
  onChange: (event: { target: { value: string } }) => void
}

export interface TaxIdFieldsProps {
  country: string
  type: Control
  value: Control
  errors: Readonly<Record<string, string>>
  /** Further ones, which were added in Stripe. */
  others: readonly string[]
}

/** Which number a business of that country has, with what one looks like. */
export function TaxIdFields({ country, type, value, errors, others }: TaxIdFieldsProps) {
  const offered: string[] = taxIdTypesOf(country)
  // One that was saved under another country stays until it is changed.
  if (value.value !== '' && type.value !== '' && !offered.includes(type.value)) offered.push(type.value)
  if (offered.length === 0)
    return (
      <p className="text-13 text-2">
        {country === ''
          ? 'Choose a country to enter a tax ID.'
          : 'Stripe prints no tax IDs of this country on invoices.'}
      </p>
    )
  const chosen = offered.includes(type.value) ? type.value : (offered[0] ?? '')
  const further = others.length === 0 ? '' : ` Also on invoices: ${others.join(', ')}; remove them in Stripe.`
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field label="Kind of tax ID" error={errors.taxIdType}>
        <NativeSelect {...type} value={chosen}>
          {offered.map(one => (
            <option key={one} value={one}>
              {taxIdName(one)}
            </option>
          ))}
        </NativeSelect>
      </Field>
      <Field
        label="Tax ID"
        aside="optional"
        hint={isTaxIdType(chosen) ? `Like ${taxIdKinds[chosen].example}.${further}` : further.trim()}
        error={errors.taxId}
      >
        <Input size="lg" autoComplete="off" spellCheck={false} maxLength={50} {...value} />
      </Field>
    </div>
  )
}
