'use client'

import Link from 'next/link'
import { useActionState, useState } from 'react'
import { idle } from '@/app/_server/action-state'
import { saveDetailsAction } from '@/app/(dashboard)/billing/details/actions'
import { Note } from '@/components/ui/alert'
import { buttonStyle } from '@/components/ui/button-style'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'
import { SubmitButton } from '@/components/ui/submit-button'
import { TaxIdFields } from './tax-id-fields'

type Name =
  | 'company'
  | 'email'
  | 'line1'
  | 'line2'
  | 'city'
  | 'state'
  | 'postalCode'
  | 'country'
  | 'taxIdType'
  | 'taxId'
  | 'poNumber'
export type DetailsValues = Readonly<Record<Name, string>>

export interface DetailsFormProps {
  saved: DetailsValues
  countries: readonly { code: string; name: string }[]
  ownerEmail: string
  /** Further ones, which were added in Stripe. */
  otherTaxIds: readonly string[]
}

/** The form of what coming invoices say. */
export function DetailsForm({ saved, countries, ownerEmail, otherTaxIds }: DetailsFormProps) {
  const [state, action, pending] = useActionState(saveDetailsAction, idle)
  const [values, setValues] = useState(saved)
  const errors = state.status === 'error' ? state.fieldErrors : {}
  // Controlled, so that what was typed outlives an answer that refuses it.
  const control = (name: Name) => ({
    name,
    value: values[name],
    onChange: (event: { target: { value: string } }) =>
      setValues(now => ({ ...now, [name]: event.target.value })),
  })
  return (
    <form action={action} noValidate className="grid gap-5">
      {state.status === 'error' && state.message ? (
        <Note tone="danger" live>
          {state.message}
        </Note>
      ) : null}
      <Field label="Company or name" error={errors.company}>
        <Input size="lg" autoComplete="organization" maxLength={150} {...control('company')} />
      </Field>
      <Field
        label="Billing e-mail"
        aside="optional"
        hint={`Invoices, credits and receipts go here alone; warnings and failed payments to the owners, admins and billing members too. Empty: all of it goes to them, and what Stripe sends itself to ${ownerEmail}.`}
        error={errors.email}
      >
        <Input size="lg" type="email" autoComplete="email" maxLength={254} {...control('email')} />
      </Field>
      <Field label="Country" error={errors.country}>
        <NativeSelect autoComplete="country" {...control('country')}>
          <option value="">Not given</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </NativeSelect>
      </Field>
      <Field label="Street and number" error={errors.line1}>
        <Input size="lg" autoComplete="address-line1" maxLength={200} {...control('line1')} />
      </Field>
      <Field label="Address, second line" aside="optional" error={errors.line2}>
        <Input size="lg" autoComplete="address-line2" maxLength={200} {...control('line2')} />
      </Field>
      <div className="grid gap-5 sm:grid-cols-[160px_minmax(0,1fr)]">
        <Field label="Postal code" error={errors.postalCode}>
          <Input size="lg" autoComplete="postal-code" maxLength={20} {...control('postalCode')} />
        </Field>
        <Field label="City" error={errors.city}>
          <Input size="lg" autoComplete="address-level2" maxLength={100} {...control('city')} />
        </Field>
      </div>
      <Field label="State or region" aside="optional" error={errors.state}>
        <Input size="lg" autoComplete="address-level1" maxLength={100} {...control('state')} />
      </Field>
      <TaxIdFields
        country={values.country}
        type={control('taxIdType')}
        value={control('taxId')}
        errors={errors}
        others={otherTaxIds}
      />
      <Field
        label="PO number"
        aside="optional"
        hint="Your own order number. It is printed on every invoice."
        error={errors.poNumber}
      >
        <Input size="lg" autoComplete="off" maxLength={140} {...control('poNumber')} />
      </Field>
      <div className="flex flex-wrap gap-2">
        <SubmitButton size="lg" pending={pending}>
          Save details
        </SubmitButton>
        <Link href="/billing" className={buttonStyle({ size: 'lg' })}>
          Cancel
        </Link>
      </div>
    </form>
  )
}
