export interface Decline {
  code: string
  declineCode: string
  message: string
}
export interface TestCard {
  number: string
  brand: 'visa' | 'mastercard'
  country: string
  /** What happens when the card is saved. */
  setup: 'succeeds' | 'authenticate' | Decline
  /** What happens when it is charged with nobody present. */
  charge: 'succeeds' | 'authenticate' | 'authenticate_unless_set_up' | Decline
  /** A charge that succeeded is disputed a moment later; an inquiry asks first and takes no money. */
  dispute?: { reason: 'fraudulent' | 'product_not_received'; inquiry: boolean }
  /** What becomes of its refunds a moment later; they succeed at once when not given. */
  refund?: 'fails' | 'waits'
  /** Shown beside the number on the Checkout page. */
  says: string
  /** The ready-made ids that stand for this card in calls without a form (`pm_card_visa`, `tok_visa`). */
  aliases: string[]
}

const declined = (code: string, declineCode: string, message: string): Decline => ({
  code,
  declineCode,
  message,
})
const genericDecline = declined('card_declined', 'generic_decline', 'Your card was declined.')
const insufficientFunds = declined('card_declined', 'insufficient_funds', 'Your card has insufficient funds.')
/** Also what a card's bank says once the card's last month is over. */
export const expired = declined('expired_card', 'expired_card', 'Your card has expired.')
const incorrectCvc = declined('incorrect_cvc', 'incorrect_cvc', "Your card's security code is incorrect.")
const processingError = declined(
  'processing_error',
  'processing_error',
  'An error occurred while processing your card. Try again in a little bit.',
)

/** When a charge needs the cardholder, who is not there. */
export const authenticationRequired = declined(
  'authentication_required',
  'authentication_required',
  'Your card was declined. This transaction requires authentication.',
)

function card(
  number: string,
  setup: TestCard['setup'],
  charge: TestCard['charge'],
  says: string,
  aliases: string[],
  country = 'US',
): TestCard {
  return {
    number,
    brand: number.startsWith('5') ? 'mastercard' : 'visa',
    country,
    setup,
    charge,
    says,
    aliases,
  }
}

export const testCards: readonly TestCard[] = [
  card('4242424242424242', 'succeeds', 'succeeds', 'Works', ['pm_card_visa', 'tok_visa']),
  card('5555555555554444', 'succeeds', 'succeeds', 'Works', ['pm_card_mastercard', 'tok_mastercard']),
  card('4000002500003155', 'authenticate', 'authenticate_unless_set_up', 'Authenticates, then works', [
    'pm_card_authenticationRequiredOnSetup',
    'tok_threeDSecureRequiredOnSetup',
  ]),
  card('4000002760003184', 'authenticate', 'authenticate', 'Authenticates every time', [
    'pm_card_authenticationRequired',
    'tok_threeDSecureRequired',
  ]),
  card('4000008260003178', 'authenticate', insufficientFunds, 'Authenticates, then lacks funds', [
    'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
  ]),
  card('4000000000000341', 'succeeds', genericDecline, 'Saves, then every charge fails', [
    'pm_card_chargeCustomerFail',
    'tok_chargeCustomerFail',
  ]),
  {
    ...card('4000000000000259', 'succeeds', 'succeeds', 'Works, then is disputed', [
      'pm_card_createDispute',
      'tok_createDispute',
    ]),
    dispute: { reason: 'fraudulent', inquiry: false },
  },
  {
    ...card('4000000000002685', 'succeeds', 'succeeds', 'Disputed: not received', [
      'pm_card_createDisputeProductNotReceived',
      'tok_createDisputeProductNotReceived',
    ]),
    dispute: { reason: 'product_not_received', inquiry: false },
  },
  {
    ...card('4000000000001976', 'succeeds', 'succeeds', 'Works, then an inquiry', [
      'pm_card_createDisputeInquiry',
      'tok_createDisputeInquiry',
    ]),
    dispute: { reason: 'fraudulent', inquiry: true },
  },
  {
    ...card('4000000000005126', 'succeeds', 'succeeds', 'Works, refunds fail', [
      'pm_card_refundFail',
      'tok_refundFail',
    ]),
    refund: 'fails',
  },
  {
    ...card('4000000000007726', 'succeeds', 'succeeds', 'Works, refunds take a while', [
      'pm_card_pendingRefund',
      'tok_pendingRefund',
    ]),
    refund: 'waits',
  },
  card('4000000000000002', genericDecline, genericDecline, 'Declined', [
    'pm_card_chargeDeclined',
    'pm_card_visa_chargeDeclined',
    'tok_chargeDeclined',
  ]),
  card('4000000000009995', insufficientFunds, insufficientFunds, 'Lacks funds', [
    'pm_card_chargeDeclinedInsufficientFunds',
    'pm_card_visa_chargeDeclinedInsufficientFunds',
    'tok_chargeDeclinedInsufficientFunds',
  ]),
  card('4000000000000069', expired, expired, 'Expired', [
    'pm_card_chargeDeclinedExpiredCard',
    'tok_chargeDeclinedExpiredCard',
  ]),
  card('4000000000000127', incorrectCvc, incorrectCvc, 'Wrong CVC', [
    'pm_card_chargeDeclinedIncorrectCvc',
    'tok_chargeDeclinedIncorrectCvc',
  ]),
  card('4000000000000119', processingError, processingError, 'Processing error', [
    'pm_card_chargeDeclinedProcessingError',
    'tok_chargeDeclinedProcessingError',
  ]),
]

export const findCard = (numberOrAlias: string): TestCard | undefined =>
  testCards.find(c => c.number === numberOrAlias || c.aliases.includes(numberOrAlias))

export interface TypedCard {
  number: string
  expMonth: number
  expYear: number
  cvc?: string | undefined
}
export interface CardFault {
  field: 'number' | 'expiry' | 'cvc'
  code: string
  message: string
}

/** What Stripe would refuse before it asks any bank. `now` is in Unix seconds. */
export function cardFault(typed: TypedCard, now: number): CardFault | undefined {
  if (!/^\d{12,19}$/.test(typed.number) || !luhnHolds(typed.number)) {
    return { field: 'number', code: 'incorrect_number', message: 'Your card number is incorrect.' }
  }
  if (!findCard(typed.number)) {
    return {
      field: 'number',
      code: 'card_declined',
      message: 'Your card was declined. Only test cards work here; never type in a real one.',
    }
  }
  if (!Number.isInteger(typed.expMonth) || typed.expMonth < 1 || typed.expMonth > 12) {
    return {
      field: 'expiry',
      code: 'invalid_expiry_month',
      message: "Your card's expiration month is invalid.",
    }
  }
  const today = new Date(now * 1000)
  const monthsLeft = (typed.expYear - today.getUTCFullYear()) * 12 + typed.expMonth - 1 - today.getUTCMonth()
  if (!Number.isInteger(typed.expYear) || monthsLeft < 0 || monthsLeft > 50 * 12) {
    return {
      field: 'expiry',
      code: 'invalid_expiry_year',
      message: "Your card's expiration year is invalid.",
    }
  }
  if (typed.cvc !== undefined && !/^\d{3,4}$/.test(typed.cvc)) {
    return { field: 'cvc', code: 'invalid_cvc', message: "Your card's security code is invalid." }
  }
  return undefined
}

function luhnHolds(number: string): boolean {
  let sum = 0
  for (let i = 0; i < number.length; i += 1) {
    const digit = Number(number.charAt(number.length - 1 - i))
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
