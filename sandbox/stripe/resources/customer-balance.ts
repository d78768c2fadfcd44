import type Stripe from 'stripe'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { missing } from '@/sandbox/stripe/api/errors'
import { newId } from '@/sandbox/stripe/ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Transaction = Objects['customer_balance_transaction']

export interface BalanceChange {
  /** Cents; positive when the customer owes more. */
  amount: number
  type: Transaction['type']
  currency: string
  invoice?: string
  credit_note?: string
  description?: string | null
  metadata?: Stripe.Metadata
}

/** Adds `amount` to what the customer owes (a negative balance is credit) and records why. */
export function applyToBalance(
  scope: Scope,
  customer: Objects['customer'],
  change: BalanceChange,
): Transaction {
  const updated = scope.update(
    'customer',
    customer,
    { balance: customer.balance + change.amount, currency: customer.currency ?? change.currency },
    'customer.updated',
  )
  return scope.create('customer_balance_transaction', {
    id: newId('cbtxn'),
    object: 'customer_balance_transaction',
    amount: change.amount,
    checkout_session: null,
    created: scope.now,
    credit_note: change.credit_note ?? null,
    currency: change.currency,
    customer: customer.id,
    customer_account: null,
    description: change.description ?? null,
    ending_balance: updated.balance,
    invoice: change.invoice ?? null,
    livemode: false,
    metadata: change.metadata ?? {},
    type: change.type,
  })
}

export const balanceOperations = [
  operation<Stripe.CustomerCreateBalanceTransactionParams>(
    'PostCustomersIdBalanceTransactions',
    ['amount', 'currency', 'description', 'metadata'],
    (scope, { params, id }) =>
      applyToBalance(scope, scope.get('customer', id), {
        amount: params.amount,
        currency: params.currency,
        type: 'adjustment',
        description: params.description ?? null,
        metadata: mergeMetadata({}, params.metadata),
      }),
  ),
  operation<Stripe.CustomerListBalanceTransactionsParams>(
    'GetCustomersIdBalanceTransactions',
    [...pagination, 'created', 'invoice'],
    (scope, { params, id, path }) => {
      scope.get('customer', id)
      const filters = [{ field: 'customer', value: id }, ...filtersOf(params, ['created', 'invoice'])]
      return list(scope, 'customer_balance_transaction', path, params, filters)
    },
  ),
  operation<Stripe.CustomerRetrieveBalanceTransactionParams>(
    'GetCustomersCustomerIdBalanceTransactionsId',
    [],
    (scope, { id, parent }) => ofCustomer(scope, parent, id),
  ),
  operation<Stripe.CustomerUpdateBalanceTransactionParams>(
    'PostCustomersCustomerIdBalanceTransactionsId',
    ['description', 'metadata'],
    (scope, { params, id, parent }) => {
      const found = ofCustomer(scope, parent, id)
      const description = params.description === undefined ? found.description : params.description || null
      const metadata = mergeMetadata(found.metadata ?? {}, params.metadata)
      return scope.update('customer_balance_transaction', found, { description, metadata })
    },
  ),
]

function ofCustomer(scope: Scope, customer: string, id: string): Transaction {
  const transaction = scope.get('customer_balance_transaction', id)
  if (transaction.customer !== customer) throw missing('customer balance transaction', id, 'id', true)
  return transaction
}
