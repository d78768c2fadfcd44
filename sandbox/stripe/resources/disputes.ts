import type Stripe from 'stripe'
import { invalidRequest, notPlayed } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { closeDispute, isInquiry, isUndecided } from '@/sandbox/stripe/resources/dispute-course'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Dispute = Objects['dispute']

/** The pieces of evidence that are text; files are not played. */
const textEvidence = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const
const isText = (name: string): name is (typeof textEvidence)[number] =>
  textEvidence.some(known => known === name)

/** Seconds until the bank has read what was submitted. */
const reading = 1

export const disputeOperations = [
  operation<Stripe.DisputeRetrieveParams>('GetDisputesId', [], (scope, { id }) => scope.get('dispute', id)),
  operation<Stripe.DisputeListParams>(
    'GetDisputes',
    [...pagination, 'charge', 'created', 'payment_intent'],
    (scope, { params, path }) =>
      list(scope, 'dispute', path, params, filtersOf(params, ['charge', 'created', 'payment_intent'])),
  ),
  operation<Stripe.DisputeUpdateParams>(
    'PostDisputesId',
    ['evidence', 'metadata', 'submit'],
    (scope, { params, id }) => answer(scope, scope.get('dispute', id), params),
  ),
  operation<Stripe.DisputeCloseParams>('PostDisputesIdClose', [], (scope, { id }) =>
    closeDispute(scope, scope.get('dispute', id), 'lost'),
  ),
]

/** Stages evidence, and hands it to the bank unless told not to yet. */
function answer(scope: Scope, dispute: Dispute, params: Stripe.DisputeUpdateParams): Dispute {
  const metadata = mergeMetadata(dispute.metadata, params.metadata)
  if (!params.evidence && params.submit !== true) {
    return scope.update('dispute', dispute, { metadata }, 'charge.dispute.updated')
  }
  if (!isUndecided(dispute) || dispute.evidence_details.submission_count > 0) {
    throw invalidRequest('Evidence can no longer be given for this dispute.', { param: 'evidence' })
  }
  const evidence = { ...dispute.evidence, ...textsOf(params.evidence) }
  const details = { ...dispute.evidence_details, has_evidence: true }
  if (params.submit === false) {
    const staged = { evidence, evidence_details: details, metadata }
    return scope.update('dispute', dispute, staged, 'charge.dispute.updated')
  }
  scope.later(reading, 'judge_dispute', dispute.id)
  const submitted: Partial<Dispute> = {
    evidence,
    evidence_details: { ...details, submission_count: 1, submission_method: 'manual' },
    metadata,
    status: isInquiry(dispute) ? 'warning_under_review' : 'under_review',
  }
  return scope.update('dispute', dispute, submitted, 'charge.dispute.updated')
}

function textsOf(given: Stripe.DisputeUpdateParams['evidence'] = {}): Partial<Dispute['evidence']> {
  const texts: Partial<Dispute['evidence']> = {}
  for (const [name, value] of Object.entries(given)) {
    if (!isText(name)) throw notPlayed(`the evidence ${name}`, `evidence[${name}]`)
    texts[name] = typeof value === 'string' && value ? value : null
  }
  return texts
}
