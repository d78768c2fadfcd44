'use client'

import { useState } from 'react'
import { ActDialog } from '@/app/(operator)/operator/_components/act-dialog'
import { creditAction } from '@/app/(operator)/operator/accounts/[id]/actions'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { MoneyInput, Textarea } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { newId } from '@/lib/ids'
import { creditReasons, type CreditReason, type CreditTarget } from '@/lib/invoices/credits/credit'
import { formatCents } from '@/lib/money'
import type { Subject } from './subject'

export interface CreditInvoiceProps {
  subject: Subject
  invoiceId: string
  /** "October 2026". */
  month: string
  paid: boolean
  /** What can be credited, and what of it can go back to the card; formatted. Null: nothing can. */
  left: string
  refundable: string | null
}

const reasons: Readonly<Record<CreditReason, string>> = {
  product_unsatisfactory: 'The service was not as it should be',
  duplicate: 'Charged twice',
  fraudulent: 'Fraud',
  order_change: 'Agreed otherwise',
}

const went: Readonly<Record<CreditTarget, string>> = {
  due: 'less is due on the invoice',
  balance: 'it comes off the next invoice',
  refund: 'it goes back to the card',
}

/** Gives back part of an invoice. */
export function CreditInvoice(props: CreditInvoiceProps) {
  const { subject, invoiceId, month, paid, left, refundable } = props
  const [creditId, setCreditId] = useState(mint)
  return (
    <ActDialog
      trigger={
        <Button size="sm" aria-label={`Credit ${month}`}>
          Credit…
        </Button>
      }
      title={`Credit ${month} of ${subject.name}`}
      description={`At most ${left}, on a credit note that the customer gets from Stripe.`}
      action={creditAction}
      hidden={{ accountId: subject.accountId, invoiceId, creditId, ...(paid ? {} : { to: 'balance' }) }}
      typed={subject.typed}
      verb="Credit invoice"
      waiting="Asking Stripe…"
      done={credit => {
        setCreditId(mint())
        return `${formatCents(credit.amountCents)} credited to ${subject.name}: ${went[credit.to]}.`
      }}
    >
      {errors => (
        <>
          <Field label="Amount" error={errors.amount} hint={`Between $0.01 and ${left}.`}>
            <MoneyInput name="amount" />
          </Field>
          {paid ? (
            <Field label="Where it goes" error={errors.to}>
              <Select
                name="to"
                defaultValue={refundable ? 'refund' : 'balance'}
                options={[
                  {
                    value: 'refund',
                    label: refundable ? `Back to the card, at most ${refundable}` : 'Back to the card',
                    disabled: refundable === null,
                  },
                  { value: 'balance', label: 'Off the next invoice' },
                ]}
              />
            </Field>
          ) : null}
          <Field label="Reason" error={errors.reason}>
            <Select
              name="reason"
              defaultValue="product_unsatisfactory"
              options={creditReasons.map(value => ({ value, label: reasons[value] }))}
            />
          </Field>
          <Field label="For the customer" hint="Printed on the credit note." error={errors.memo}>
            <Textarea name="memo" rows={2} maxLength={500} />
          </Field>
        </>
      )}
    </ActDialog>
  )
}

/** One act is one credit, however often it is sent. */
const mint = () => newId('credit', new Date())
