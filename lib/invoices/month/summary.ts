import type { Nanos } from '@/lib/money'
import type { Period } from '@/lib/period'
import { toInvoiceState, type InvoiceFigures, type InvoiceState } from '@/lib/invoices/status'

/** How closing a period went: what stands there now, and what this run did to it. */
export interface CloseSummary {
  readonly period: Period
  readonly accounts: number
  readonly totalNanos: Nanos
  readonly totalCents: number
  readonly states: Readonly<Partial<Record<InvoiceState, { readonly count: number; readonly cents: number }>>>
  /** Bills that this run brought further; 0 where all had been done before. */
  readonly changed: number
  /** Bills that could not be brought to their end, with the reason; the next run tries them again. */
  readonly failures: readonly { readonly accountId: string; readonly reason: string }[]
}

export type BillFigures = InvoiceFigures & { readonly totalNanos: Nanos; readonly totalCents: number }

/** Adds up a month close, bill by bill. */
export class CloseTally {
  private readonly states: Partial<Record<InvoiceState, { count: number; cents: number }>> = {}
  private readonly failures: { accountId: string; reason: string }[] = []
  private accounts = 0
  private changed = 0
  private totalNanos = 0n
  private totalCents = 0

  add(bill: BillFigures, changed: boolean): void {
    const state = toInvoiceState(bill)
    const { count, cents } = this.states[state] ?? { count: 0, cents: 0 }
    this.states[state] = { count: count + 1, cents: cents + bill.totalCents }
    this.accounts += 1
    this.changed += changed ? 1 : 0
    this.totalNanos += bill.totalNanos
    this.totalCents += bill.totalCents
  }

  fail(accountId: string, reason: string): void {
    this.accounts += 1
    this.failures.push({ accountId, reason })
  }

  summary(period: Period): CloseSummary {
    const { states, failures, accounts, changed, totalNanos, totalCents } = this
    return { period, accounts, totalNanos, totalCents, states, changed, failures }
  }
}
