import type Stripe from 'stripe'
import { invalidRequest, missing, notPlayed } from '@/sandbox/stripe/api/errors'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { newId } from '@/sandbox/stripe/ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Invoice = Objects['invoice']
type NoteLine = Objects['credit_note_line_item']
type GivenLine = Stripe.CreditNoteCreateParams.Line

const played = ['amount', 'description', 'invoice_line_item', 'metadata', 'quantity', 'type', 'unit_amount']

/**
 * The lines of a credit note: those given, or one for a bare amount. A line of the invoice can be credited up to its
 * own amount, over all the notes on it.
 */
export function noteLines(
  scope: Scope,
  invoice: Invoice,
  note: string,
  params: Pick<Stripe.CreditNoteCreateParams, 'amount' | 'lines'>,
): NoteLine[] {
  if (params.lines) {
    const lines: NoteLine[] = []
    for (const [i, given] of params.lines.entries()) {
      const line = lineOf(scope, invoice, note, given, `lines[${i}]`)
      checkLeft(scope, invoice, [...lines, line], `lines[${i}][amount]`)
      lines.push(line)
    }
    return lines
  }
  if (params.amount !== undefined) {
    return [blankLine(note, params.amount, `Credit on invoice ${invoice.number ?? ''}`)]
  }
  throw invalidRequest('One of `amount` or `lines` must be provided.', {
    code: 'parameter_missing',
    param: 'amount',
  })
}

function lineOf(scope: Scope, invoice: Invoice, note: string, line: GivenLine, param: string): NoteLine {
  const other = Object.keys(line).find(key => !played.includes(key))
  if (other) throw notPlayed(`${param}[${other}]`, `${param}[${other}]`)
  const metadata = mergeMetadata({}, line.metadata)
  if (line.type === 'invoice_line_item')
    return { ...creditedLine(scope, invoice, note, line, param), metadata }
  if (line.amount !== undefined || line.unit_amount === undefined || !line.description) {
    throw invalidRequest(
      'A custom line item is described by `description`, `quantity` and `unit_amount`, without `amount`.',
      { param },
    )
  }
  const quantity = line.quantity ?? 1
  return {
    ...blankLine(note, quantity * line.unit_amount, line.description),
    metadata,
    quantity,
    unit_amount: line.unit_amount,
    unit_amount_decimal: String(line.unit_amount),
  }
}

function creditedLine(
  scope: Scope,
  invoice: Invoice,
  note: string,
  line: GivenLine,
  param: string,
): NoteLine {
  const id = line.invoice_line_item ?? ''
  const credited = scope.store.find('line_item', id)
  if (credited?.invoice !== invoice.id) {
    throw missing('invoice line item', id, `${param}[invoice_line_item]`, false)
  }
  const share = (line.quantity ?? 0) / (credited.quantity ?? 1)
  const amount = line.amount ?? Math.round(credited.amount * share)
  const quantity = line.amount === undefined ? (line.quantity ?? null) : null
  return {
    ...blankLine(note, amount, credited.description),
    invoice_line_item: id,
    quantity,
    type: 'invoice_line_item',
  }
}

/** The last of the lines is worth something, and with all others on its line of the invoice not more than that. */
function checkLeft(scope: Scope, invoice: Invoice, lines: NoteLine[], param: string): void {
  const last = lines.at(-1)
  if (!last || last.amount < 1) throw invalidRequest('A line has to credit at least 1 cent.', { param })
  const id = last.invoice_line_item
  const credited = id ? scope.store.find('line_item', id) : undefined
  if (!credited) return
  const earlier = [...linesIssued(scope, invoice), ...lines.slice(0, -1)]
    .filter(line => line.invoice_line_item === id)
    .reduce((sum, line) => sum + line.amount, 0)
  const left = credited.amount - earlier
  if (last.amount <= left) return
  throw invalidRequest(
    `The amount (${last.amount}) is more than what is left to credit of the line (${left}).`,
    {
      param,
    },
  )
}

function linesIssued(scope: Scope, invoice: Invoice): NoteLine[] {
  const filters = [
    { field: 'invoice', value: invoice.id },
    { field: 'status', value: 'issued' },
  ]
  const notes = scope.store.all('credit_note', filters)
  return notes.flatMap(note =>
    scope.store.all('credit_note_line_item', [{ field: 'credit_note', value: note.id }]),
  )
}

const blankLine = (note: string, amount: number, description: string | null): NoteLine => ({
  id: newId('cnli'),
  object: 'credit_note_line_item',
  amount,
  credit_note: note,
  description,
  discount_amount: 0,
  discount_amounts: [],
  livemode: false,
  metadata: {},
  pretax_credit_amounts: [],
  quantity: null,
  tax_rates: [],
  taxes: [],
  type: 'custom_line_item',
  unit_amount: null,
  unit_amount_decimal: null,
})
