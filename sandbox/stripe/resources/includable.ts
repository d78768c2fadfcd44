import type { List } from '@/sandbox/stripe/api/list'
import { list } from '@/sandbox/stripe/api/list'
import type { Scope } from '@/sandbox/stripe/scope'

/** Fields that are left out of an object unless they are asked for with `expand`. */
export const includable: Record<string, (scope: Scope, id: string) => unknown> = {
  'charge.refunds': (scope, id): List =>
    list(scope, 'refund', `/v1/charges/${id}/refunds`, {}, [{ field: 'charge', value: id }]),
  'customer.tax_ids': (scope, id): List =>
    list(scope, 'tax_id', `/v1/customers/${id}/tax_ids`, {}, [{ field: 'customer', value: id }]),
  'invoice.payments': (scope, id): List =>
    list(scope, 'invoice_payment', '/v1/invoice_payments', {}, [{ field: 'invoice', value: id }]),
  'invoice.confirmation_secret': (scope, id) => {
    const payment = scope.store
      .all('invoice_payment', [{ field: 'invoice', value: id }])
      .find(p => p.is_default)
    const intent =
      payment?.payment.payment_intent && scope.store.find('payment_intent', payment.payment.payment_intent)
    return intent ? { client_secret: intent.client_secret ?? '', type: 'payment_intent' } : null
  },
}
