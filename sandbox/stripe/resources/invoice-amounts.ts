import { smallestCharge } from '@/sandbox/stripe/resources/payment-intents'

export interface InvoiceAmounts {
  /** Cents to be collected for this invoice. */
  due: number
  /** The customer's balance once the invoice is final; positive means owed and carried to the next invoice. */
  endingBalance: number
  /** Why the balance changes; undefined when it does not. */
  change: 'invoice_too_small' | 'applied_to_invoice' | undefined
}

/**
 * Applies the customer's balance (positive: owes, negative: has credit) to an invoice's total, in cents. What is then
 * due but below the smallest charge is not collected: it stays on the balance for the next invoice.
 */
export function amountsOf(total: number, startingBalance: number): InvoiceAmounts {
  const sum = total + startingBalance
  const tooSmall = sum > 0 && sum < smallestCharge
  const due = tooSmall || sum <= 0 ? 0 : sum
  const endingBalance = sum - due
  if (endingBalance === startingBalance) return { due, endingBalance, change: undefined }
  return { due, endingBalance, change: tooSmall ? 'invoice_too_small' : 'applied_to_invoice' }
}
