/** Why a payment failed, in words for the person who pays. Keys are Stripe's decline codes and error codes. */
const reasons: Readonly<Record<string, string>> = {
  authentication_required: 'The bank asks you to confirm this payment.',
  insufficient_funds: 'The card has insufficient funds.',
  expired_card: 'The card has expired.',
  incorrect_cvc: "The card's security code is wrong.",
  incorrect_number: 'The card number is wrong.',
  processing_error: 'The bank could not process the card just now.',
  lost_card: 'The bank declined the card.',
  stolen_card: 'The bank declined the card.',
  card_not_supported: 'The card does not take this kind of payment.',
  currency_not_supported: 'The card does not take payments in US dollars.',
  card_velocity_exceeded: 'The card is over its limit.',
  withdrawal_count_limit_exceeded: 'The card is over its limit.',
  missing: 'There is no card to charge.',
  no_payment_method: 'There is no card to charge.',
}

/** A sentence that says why, never one that says more than the bank wants said. */
export function toDeclineReason(code: string | null | undefined): string {
  return reasons[code ?? ''] ?? 'The bank declined the card.'
}
