/** Why a cardholder disputes a payment, as a half-sentence. Keys are Stripe's reasons. */
const reasons: Readonly<Record<string, string>> = {
  fraudulent: 'they say that they did not make it',
  unrecognized: 'they do not recognize it',
  duplicate: 'they say that they paid twice',
  credit_not_processed: 'they say that a refund is missing',
  product_not_received: 'they say that they did not get what was paid for',
  product_unacceptable: 'they say that they did not get what was promised',
  subscription_canceled: 'they say that they had canceled',
}

export function toDisputeReason(reason: string): string {
  return reasons[reason] ?? 'the bank does not say why'
}
