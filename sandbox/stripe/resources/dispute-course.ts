import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { newId } from '@/sandbox/stripe/ids'
import { cardOf } from '@/sandbox/stripe/resources/payment-methods'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Dispute = Objects['dispute']
type BalanceTransaction = Objects['balance_transaction']

export type Verdict = 'lost' | 'won'

const day = 24 * 60 * 60
const daysToAnswer = 9
/** Cents; Stripe keeps it even when a dispute is won. */
const fee = 1500
const openStatuses = new Set([
  'needs_response',
  'under_review',
  'warning_needs_response',
  'warning_under_review',
])
const reasonCodes = { fraudulent: '10.4', product_not_received: '13.1' }

/** Whether a dispute still waits for its end. */
export const isUndecided = ({ status }: Dispute) => openStatuses.has(status)
/** Whether it only asks, and took no money. */
export const isInquiry = ({ status }: Dispute) => status.startsWith('warning_')

export interface Cause {
  reason: keyof typeof reasonCodes
  inquiry: boolean
}

/** The cardholder complains to their bank: the money is taken back at once, unless it is only an inquiry. */
export function openDispute(scope: Scope, charge: Objects['charge'], { reason, inquiry }: Cause): Dispute {
  if (!charge.captured || charge.disputed || charge.refunded) {
    throw invalidRequest('Only a captured charge that was neither refunded nor disputed can be disputed.')
  }
  const id = newId('du')
  const amount = charge.amount_captured - charge.amount_refunded
  const withdrawal = inquiry ? [] : [moveFunds(scope, id, -amount, `Chargeback withdrawal for ${charge.id}`)]
  const dispute = scope.create('dispute', {
    ...blankDispute,
    id,
    amount,
    balance_transactions: withdrawal,
    charge: charge.id,
    created: scope.now,
    currency: charge.currency,
    evidence: {
      ...blankEvidence,
      customer_email_address: charge.billing_details.email,
      customer_name: charge.billing_details.name,
    },
    evidence_details: { ...blankDetails, due_by: scope.now + daysToAnswer * day },
    is_charge_refundable: inquiry,
    network_reason_code: reasonCodes[reason],
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: {
        brand: charge.payment_method_details?.card?.brand ?? 'visa',
        case_type: inquiry ? 'inquiry' : 'chargeback',
        network: charge.payment_method_details?.card?.network ?? 'visa',
        network_reason_code: reasonCodes[reason],
      },
    },
    reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  })
  scope.update('charge', charge, { disputed: true }, 'charge.updated')
  scope.emit('charge.dispute.created', 'dispute', dispute)
  if (!inquiry) scope.emit('charge.dispute.funds_withdrawn', 'dispute', dispute)
  scope.later(daysToAnswer * day, 'end_dispute', id)
  return dispute
}

/** Ends it. Won, the money comes back and the fee does not; an inquiry ends without either. */
export function closeDispute(scope: Scope, dispute: Dispute, verdict: Verdict): Dispute {
  if (!isUndecided(dispute)) {
    throw invalidRequest(`This dispute has been closed already: it is ${dispute.status}.`)
  }
  const inquiry = isInquiry(dispute)
  const back = verdict === 'won' && !inquiry
  const reversal = back
    ? [moveFunds(scope, dispute.id, dispute.amount, `Chargeback reversal for ${String(dispute.charge)}`)]
    : []
  const closed = scope.update('dispute', dispute, {
    balance_transactions: [...dispute.balance_transactions, ...reversal],
    status: inquiry ? 'warning_closed' : verdict,
  })
  if (back) scope.emit('charge.dispute.funds_reinstated', 'dispute', closed)
  scope.emit('charge.dispute.closed', 'dispute', closed)
  return closed
}

/** A test card promised a dispute for this charge. */
export function openPromisedDispute(scope: Scope, chargeId: string): void {
  const charge = scope.store.find('charge', chargeId)
  const method = charge?.payment_method
    ? scope.store.find('payment_method', charge.payment_method)
    : undefined
  const cause = method && cardOf(scope, method).dispute
  if (charge && cause && !charge.disputed && !charge.refunded) openDispute(scope, charge, cause)
}

/** Nobody answered in time: the cardholder is right. */
export function endUnanswered(scope: Scope, id: string): void {
  const dispute = scope.store.find('dispute', id)
  if (dispute?.status.endsWith('needs_response')) closeDispute(scope, dispute, 'lost')
}

/** The bank reads the evidence: Stripe's test words decide at once, any other text waits for the console. */
export function judge(scope: Scope, id: string): void {
  const dispute = scope.store.find('dispute', id)
  const verdict = dispute && verdicts.get(dispute.evidence.uncategorized_text ?? '')
  if (dispute && verdict && isUndecided(dispute)) closeDispute(scope, dispute, verdict)
}

const verdicts = new Map<string, Verdict>([
  ['winning_evidence', 'won'],
  ['losing_evidence', 'lost'],
])

function moveFunds(scope: Scope, dispute: string, amount: number, description: string): BalanceTransaction {
  const withdrawn = amount < 0
  const charged = withdrawn ? fee : 0
  return scope.create('balance_transaction', {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: scope.now,
    balance_type: 'payments',
    created: scope.now,
    currency: 'usd',
    description,
    exchange_rate: null,
    fee: charged,
    fee_details: withdrawn
      ? [{ amount: fee, application: null, currency: 'usd', description: 'Dispute fee', type: 'stripe_fee' }]
      : [],
    net: amount - charged,
    reporting_category: withdrawn ? 'dispute' : 'dispute_reversal',
    source: dispute,
    status: 'available',
    type: 'adjustment',
  })
}

const blankEvidence: Dispute['evidence'] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

const blankDetails: Omit<Dispute['evidence_details'], 'due_by'> = {
  enhanced_eligibility: {},
  has_evidence: false,
  past_due: false,
  submission_count: 0,
  submission_method: 'not_submitted',
}

const blankDispute = {
  object: 'dispute',
  enhanced_eligibility_types: [],
  intended_submission_method: null,
  livemode: false,
  metadata: {},
} satisfies Partial<Dispute>
