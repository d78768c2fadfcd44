import type { Engine } from '@/sandbox/stripe/engine'
import { expireSession } from '@/sandbox/stripe/resources/checkout-sessions'
import { collectAutomatically } from '@/sandbox/stripe/resources/invoice-collection'
import { failFinalization, finalizeInvoice } from '@/sandbox/stripe/resources/invoice-lifecycle'
import { endUnanswered, judge, openPromisedDispute } from '@/sandbox/stripe/resources/dispute-course'
import { settleRefund } from '@/sandbox/stripe/resources/refunds'
import { verifyTaxId } from '@/sandbox/stripe/resources/tax-ids'
import { nextScheduled, unschedule, type Task } from '@/sandbox/stripe/schedule'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Store } from '@/sandbox/stripe/store'
import type { Objects } from '@/sandbox/stripe/types'

interface DueWork {
  /** Unix seconds. */
  at: number
  run(scope: Scope): void
}

const mostAtOnce = 10_000

/**
 * Does what Stripe does by itself as time passes, in order of time and each at the moment it was due: Checkout
 * sessions expire, drafts that advance become final and are collected, failed payments are tried again, and what was
 * scheduled about disputes, refunds and tax ids happens.
 */
export function runDueWork(engine: Engine): void {
  const until = engine.nowSeconds()
  for (let done = 0; done < mostAtOnce; done += 1) {
    const next = earliest(engine.parts.store, until)
    if (!next) return
    engine.act(next.run, undefined, next.at)
  }
}

function earliest(store: Store, until: number): DueWork | undefined {
  const works = [
    expiringSession(store, until),
    advancingDraft(store, until),
    dueCollection(store, until),
    dueTask(store, until),
  ]
  return works.filter(work => work !== undefined).sort((a, b) => a.at - b.at)[0]
}

function expiringSession(store: Store, until: number): DueWork | undefined {
  const filters = [{ field: 'status', value: 'open' }, upTo('expires_at', until)]
  const session = store.least('checkout.session', 'expires_at', filters)
  return session && { at: session.expires_at, run: scope => expireSession(scope, session) }
}

function advancingDraft(store: Store, until: number): DueWork | undefined {
  const filters = [{ field: 'status', value: 'draft' }, upTo('automatically_finalizes_at', until)]
  const invoice = store.least('invoice', 'automatically_finalizes_at', filters)
  return invoice && { at: invoice.automatically_finalizes_at ?? until, run: scope => advance(scope, invoice) }
}

function advance(scope: Scope, invoice: Objects['invoice']): void {
  if (!invoice.customer || !scope.store.find('customer', invoice.customer)) {
    failFinalization(scope, invoice)
    return
  }
  const final = finalizeInvoice(scope, invoice, true)
  if (final.collection_method === 'send_invoice') scope.emit('invoice.sent', 'invoice', final)
  else if (final.status === 'open') collectAutomatically(scope, final)
}

function dueCollection(store: Store, until: number): DueWork | undefined {
  const filters = [{ field: 'status', value: 'open' }, upTo('next_payment_attempt', until)]
  const invoice = store.least('invoice', 'next_payment_attempt', filters)
  return (
    invoice && {
      at: invoice.next_payment_attempt ?? until,
      run: scope => collectAutomatically(scope, invoice),
    }
  )
}

/** What each task does to its object; one whose reason has gone does nothing. */
const doing: Record<Task, (scope: Scope, object: string) => void> = {
  dispute: openPromisedDispute,
  end_dispute: endUnanswered,
  judge_dispute: judge,
  settle_refund: settleRefund,
  verify_tax_id: verifyTaxId,
}

function dueTask(store: Store, until: number): DueWork | undefined {
  const next = nextScheduled(store, until)
  if (!next) return undefined
  const { at, object, seq, task } = next
  return {
    at,
    run: scope => {
      unschedule(store, seq)
      if (task) doing[task](scope, object)
    },
  }
}

const upTo = (field: string, value: number) => ({ field, op: '<=' as const, value })
