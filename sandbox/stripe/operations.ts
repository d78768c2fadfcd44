import type { Operation } from '@/sandbox/stripe/api/operation'
import { chargeOperations } from '@/sandbox/stripe/resources/charges'
import { checkoutOperations } from '@/sandbox/stripe/resources/checkout-sessions'
import { creditNoteOperations } from '@/sandbox/stripe/resources/credit-notes'
import { balanceOperations } from '@/sandbox/stripe/resources/customer-balance'
import { customerOperations } from '@/sandbox/stripe/resources/customers'
import { disputeOperations } from '@/sandbox/stripe/resources/disputes'
import { eventOperations } from '@/sandbox/stripe/resources/events'
import { invoiceItemOperations } from '@/sandbox/stripe/resources/invoice-items'
import { invoiceLineOperations } from '@/sandbox/stripe/resources/invoice-lines'
import { invoicePaymentOperations } from '@/sandbox/stripe/resources/invoice-payments'
import { invoiceOperations } from '@/sandbox/stripe/resources/invoices'
import { paymentIntentOperations } from '@/sandbox/stripe/resources/payment-intents'
import { paymentMethodOperations } from '@/sandbox/stripe/resources/payment-methods'
import { portalConfigurationOperations } from '@/sandbox/stripe/resources/portal-configurations'
import { portalSessionOperations } from '@/sandbox/stripe/resources/portal-sessions'
import { refundOperations } from '@/sandbox/stripe/resources/refunds'
import { searchOperations } from '@/sandbox/stripe/resources/search'
import { setupIntentOperations } from '@/sandbox/stripe/resources/setup-intents'
import { taxIdOperations } from '@/sandbox/stripe/resources/tax-ids'
import { webhookEndpointOperations } from '@/sandbox/stripe/resources/webhook-endpoints'

/** Every operation the sandbox plays, by its name in the contract. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [
    ...balanceOperations,
    ...chargeOperations,
    ...checkoutOperations,
    ...creditNoteOperations,
    ...customerOperations,
    ...disputeOperations,
    ...eventOperations,
    ...invoiceItemOperations,
    ...invoiceLineOperations,
    ...invoiceOperations,
    ...invoicePaymentOperations,
    ...paymentIntentOperations,
    ...paymentMethodOperations,
    ...portalConfigurationOperations,
    ...portalSessionOperations,
    ...refundOperations,
    ...searchOperations,
    ...setupIntentOperations,
    ...taxIdOperations,
    ...webhookEndpointOperations,
  ].map(played => [played.operationId, played]),
)
