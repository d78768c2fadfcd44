import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GRACE_MS, toStanding, type StandingFacts } from './standing'

type Bill = StandingFacts['invoices'][number]
type Dispute = StandingFacts['disputes'][number]

const failedAt = new Date('2026-11-01T00:10:00Z')
const later = new Date('2026-12-01T00:10:00Z')
const bill = (status: Bill['status'], paymentFailedAt: Date | null = null): Bill => ({
  status,
  paymentFailedAt,
  issuedAt: paymentFailedAt,
})
const facts = (invoices: Bill[], more: Partial<StandingFacts> = {}): StandingFacts => ({
  hasCard: true,
  heldAt: null,
  invoices,
  disputes: [],
  ...more,
})
const standingAt = (f: StandingFacts, now: Date) => toStanding(f, now).standing
const after = (at: Date, ms: number) => new Date(at.getTime() + ms)

describe('where an account stands', () => {
  it('is free without a card and active with one', () => {
    expect(toStanding(facts([], { hasCard: false }), failedAt)).toMatchObject({
      standing: 'free',
      reason: 'no_card',
    })
    expect(toStanding(facts([]), failedAt)).toMatchObject({ standing: 'active', suspendsAt: null })
  })

  it('is past due from the first failed payment for exactly seven days, then suspended', () => {
    const owing = facts([bill('open', failedAt)])
    expect(toStanding(owing, failedAt)).toEqual({
      standing: 'past_due',
      reason: 'payment_failed',
      pastDueSince: failedAt,
      suspendsAt: new Date('2026-11-08T00:10:00Z'),
    })
    expect(standingAt(owing, after(failedAt, GRACE_MS - 1))).toBe('past_due')
    expect(toStanding(owing, after(failedAt, GRACE_MS))).toMatchObject({
      standing: 'suspended',
      reason: 'grace_over',
    })
  })

  it('is not past due for an invoice that no payment was tried for yet', () => {
    expect(standingAt(facts([bill('open')]), later)).toBe('active')
  })

  it('is not restored by paying one of two owed invoices', () => {
    const older = bill('open', failedAt)
    const newer = bill('open', later)
    const now = after(later, 1)
    expect(standingAt(facts([older, newer]), now)).toBe('suspended')
    expect(toStanding(facts([bill('paid', failedAt), newer]), now)).toMatchObject({
      standing: 'past_due',
      pastDueSince: later,
    })
    expect(standingAt(facts([bill('paid', failedAt), bill('paid', later)]), now)).toBe('active')
  })

  it('counts void as settled and uncollectible as owed', () => {
    expect(standingAt(facts([bill('void', failedAt)]), later)).toBe('active')
    expect(standingAt(facts([bill('uncollectible', failedAt)]), later)).toBe('suspended')
    const written = { status: 'uncollectible', paymentFailedAt: null, issuedAt: failedAt } as const
    expect(standingAt(facts([written]), later)).toBe('suspended')
  })

  it('keeps the debt of a customer deleted in Stripe, and lets nothing more be used', () => {
    const deleted = facts([bill('open', failedAt)], { hasCard: false })
    expect(toStanding(deleted, failedAt)).toMatchObject({
      standing: 'suspended',
      reason: 'owes_without_card',
    })
    expect(standingAt({ ...deleted, hasCard: true }, failedAt)).toBe('past_due')
    expect(standingAt(facts([bill('paid')], { hasCard: false }), later)).toBe('free')
  })

  it('suspends whoever an operator holds, and forgets the hold when it is lifted', () => {
    expect(toStanding(facts([], { heldAt: failedAt }), later)).toMatchObject({
      standing: 'suspended',
      reason: 'held',
    })
    expect(standingAt(facts([]), later)).toBe('active')
  })
})

describe('a disputed payment', () => {
  const disputed = (status: Dispute['status'], clearedAt: Date | null = null) =>
    facts([bill('paid')], { disputes: [{ status, clearedAt }] })

  it('holds the account while it is open and when it is lost, until an operator clears it', () => {
    for (const status of ['open', 'lost'] as const) {
      expect(toStanding(disputed(status), later)).toMatchObject({ standing: 'suspended', reason: 'disputed' })
      expect(standingAt(disputed(status, later), later)).toBe('active')
    }
  })

  it('changes nothing when it is won, or is only a question of the bank', () => {
    expect(standingAt(disputed('won'), later)).toBe('active')
    expect(standingAt(disputed('inquiry'), later)).toBe('active')
  })

  it('of which one is still open holds, however many are won', () => {
    const disputes = [
      { status: 'won', clearedAt: null },
      { status: 'open', clearedAt: null },
    ] as const
    expect(standingAt(facts([], { disputes }), later)).toBe('suspended')
  })
})

const anyDispute: fc.Arbitrary<Dispute> = fc.record({
  status: fc.constantFrom('inquiry', 'open', 'won', 'lost') as fc.Arbitrary<Dispute['status']>,
  clearedAt: fc.option(fc.constant(failedAt)),
})
const anyBill: fc.Arbitrary<Bill> = fc.record({
  status: fc.constantFrom(
    'preparing',
    'draft',
    'open',
    'paid',
    'uncollectible',
    'void',
    'nothing_due',
  ) as fc.Arbitrary<Bill['status']>,
  paymentFailedAt: fc.option(fc.date({ min: failedAt, max: later, noInvalidDate: true })),
  issuedAt: fc.date({ min: failedAt, max: later, noInvalidDate: true }),
})

describe('over all histories', () => {
  const anyFacts = fc.record({
    hasCard: fc.boolean(),
    heldAt: fc.option(fc.constant(failedAt)),
    invoices: fc.array(anyBill, { maxLength: 6 }),
    disputes: fc.array(anyDispute, { maxLength: 4 }),
  })
  const anyNow = fc.date({ min: failedAt, max: after(later, 2 * GRACE_MS), noInvalidDate: true })

  it('does not depend on the order in which anything is read', () => {
    fc.assert(
      fc.property(anyFacts, anyNow, fc.func(fc.integer()), (f, now, rank) => {
        const invoices = f.invoices.toSorted((a, b) => rank(a) - rank(b))
        const disputes = f.disputes.toSorted((a, b) => rank(a) - rank(b))
        expect(toStanding({ ...f, invoices, disputes }, now)).toEqual(toStanding(f, now))
      }),
    )
  })

  it('allows generation on credit only with a card, no hold, no dispute, and no debt older than the grace', () => {
    fc.assert(
      fc.property(anyFacts, anyNow, (f, now) => {
        const { standing } = toStanding(f, now)
        const oldDebt = f.invoices.some(
          ({ status, paymentFailedAt }) =>
            (status === 'open' || status === 'uncollectible') &&
            paymentFailedAt !== null &&
            now.getTime() - paymentFailedAt.getTime() >= GRACE_MS,
        )
        const disputed = f.disputes.some(
          ({ status, clearedAt }) => clearedAt === null && (status === 'open' || status === 'lost'),
        )
        if (standing === 'active' || standing === 'past_due')
          expect(f.hasCard && !f.heldAt && !oldDebt && !disputed).toBe(true)
      }),
    )
  })

  it('never gets worse by a dispute that is won or cleared, nor by a debt that is voided', () => {
    const rank = { suspended: 0, past_due: 1, free: 2, active: 2 }
    fc.assert(
      fc.property(anyFacts, anyNow, fc.nat(5), (f, now, index) => {
        const before = rank[standingAt(f, now)]
        const disputes = (change: Partial<Dispute>) =>
          f.disputes.map((dispute, i) => (i === index ? { ...dispute, ...change } : dispute))
        const voided = f.invoices.map((invoice, i) =>
          i === index ? { ...invoice, status: 'void' as const } : invoice,
        )
        for (const better of [
          { ...f, disputes: disputes({ status: 'won' }) },
          { ...f, disputes: disputes({ clearedAt: failedAt }) },
          { ...f, invoices: voided },
        ])
          expect(rank[standingAt(better, now)]).toBeGreaterThanOrEqual(before)
      }),
    )
  })

  it('never gets worse by a payment', () => {
    const rank = { suspended: 0, past_due: 1, free: 2, active: 2 }
    fc.assert(
      fc.property(anyFacts, anyNow, fc.nat(5), (f, now, index) => {
        const paid = f.invoices.map((invoice, i) =>
          i === index ? { ...invoice, status: 'paid' as const } : invoice,
        )
        expect(rank[standingAt({ ...f, invoices: paid }, now)]).toBeGreaterThanOrEqual(
          rank[standingAt(f, now)],
        )
      }),
    )
  })
})
