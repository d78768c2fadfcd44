import type Stripe from 'stripe'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { issueCreditNote, voidCreditNote } from '@/sandbox/stripe/resources/credit-note-issue'
import { present } from '@/sandbox/stripe/resources/present'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

const accepted = [
  'amount',
  'credit_amount',
  'effective_at',
  'email_type',
  'invoice',
  'lines',
  'memo',
  'metadata',
  'out_of_band_amount',
  'reason',
  'refund_amount',
  'refunds',
] as const

const shown = (scope: Scope, note: Objects['credit_note']) => present(scope.store, 'credit_note', note)
const byNote = (id: string) => [{ field: 'credit_note', value: id }]

export const creditNoteOperations = [
  operation<Stripe.CreditNoteCreateParams>('PostCreditNotes', accepted, (scope, { params }) =>
    shown(scope, issueCreditNote(scope, params)),
  ),
  operation<Stripe.CreditNotePreviewParams>('GetCreditNotesPreview', accepted, (scope, { params }) =>
    undone(scope, () => shown(scope, issueCreditNote(scope, params))),
  ),
  operation<Stripe.CreditNoteListPreviewLineItemsParams>(
    'GetCreditNotesPreviewLines',
    [...accepted, ...pagination],
    (scope, { params, path }) =>
      undone(scope, () => {
        const { id } = issueCreditNote(scope, params)
        return list(scope, 'credit_note_line_item', path, params, byNote(id), { ascending: true })
      }),
  ),
  operation<Stripe.CreditNoteRetrieveParams>('GetCreditNotesId', [], (scope, { id }) =>
    shown(scope, scope.get('credit_note', id)),
  ),
  operation<Stripe.CreditNoteListParams>(
    'GetCreditNotes',
    [...pagination, 'created', 'customer', 'invoice'],
    (scope, { params, path }) =>
      list(scope, 'credit_note', path, params, filtersOf(params, ['created', 'customer', 'invoice'])),
  ),
  operation<Stripe.CreditNoteListLineItemsParams>(
    'GetCreditNotesIdLines',
    pagination,
    (scope, { params, id, path }) => {
      scope.get('credit_note', id)
      return list(scope, 'credit_note_line_item', path, params, byNote(id), { ascending: true })
    },
  ),
  operation<Stripe.CreditNoteUpdateParams>(
    'PostCreditNotesId',
    ['memo', 'metadata'],
    (scope, { params, id }) => {
      const note = scope.get('credit_note', id)
      const memo = params.memo === undefined ? note.memo : params.memo || null
      const change = { memo, metadata: mergeMetadata(note.metadata ?? {}, params.metadata) }
      return shown(scope, scope.update('credit_note', note, change, 'credit_note.updated'))
    },
  ),
  operation<Stripe.CreditNoteVoidCreditNoteParams>('PostCreditNotesIdVoid', [], (scope, { id }) =>
    shown(scope, voidCreditNote(scope, scope.get('credit_note', id))),
  ),
]

/** What the work would answer, with nothing of it done. */
function undone<T>(scope: Scope, work: () => T): T {
  const undo: { answer?: T } = {}
  try {
    scope.store.transaction(() => {
      undo.answer = work()
      throw undo
    })
  } catch (thrown) {
    if (thrown !== undo) throw thrown
  }
  if (undo.answer === undefined) throw new Error('the work gave no answer')
  return undo.answer
}
