/** What a credit note's request says about money, in cents. */
export interface CreditRequest {
  /** What is credited in all. */
  total: number
  /** To the customer's balance. */
  credit: number
  /** Back to the card, as a new refund. */
  refund: number
  /** Back to the card, by refunds made before. */
  linked: number
  /** Given back outside of Stripe. */
  outOfBand: number
}
export interface CreditSplit {
  /** Taken off what the invoice still asks for. */
  prePayment: number
  /** Beyond that: given back. */
  postPayment: number
  type: 'mixed' | 'post_payment' | 'pre_payment'
}

/**
 * A credit first lowers what is still to be paid, never below zero; the rest is given back, and the request has to say
 * how. A string says why it cannot be, in Stripe's terms.
 */
export function splitCredit(request: CreditRequest, remaining: number): CreditSplit | string {
  const prePayment = Math.min(request.total, remaining)
  const postPayment = request.total - prePayment
  const given = request.credit + request.refund + request.linked + request.outOfBand
  if (given !== postPayment) {
    return `The sum of credit_amount, refund_amount, refunds and out_of_band_amount (${given}) must equal the post-payment amount of the credit note (${postPayment}).`
  }
  const type = postPayment === 0 ? 'pre_payment' : prePayment === 0 ? 'post_payment' : 'mixed'
  return { prePayment, postPayment, type }
}
