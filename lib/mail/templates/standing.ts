import { z } from 'zod'
import { formatMoment } from '@/lib/format'
import { formatCard } from '@/lib/billing/card'
import type { Fact } from '@/lib/mail/content'
import { aboutInvoice, billingReason, card, define, moment, typed } from '@/lib/mail/templates/define'
import { formatCents, formatLimit, formatUsd } from '@/lib/money'

const nanos = z.string().regex(/^\d+$/)
const owed = aboutInvoice.omit({ accountName: true }).extend({ amountCents: z.int() })
type Owed = z.infer<typeof owed>

const limit = z.object({
  accountName: typed,
  /** The key whose own limit it is; null: the account's. */
  keyName: typed.nullable(),
  /** Percent of the limit that is spent. */
  threshold: z.union([z.literal(80), z.literal(100)]),
  spentNanos: nanos,
  limitNanos: nanos,
  /** Whose figure it is: who can raise it. */
  setBy: z.enum(['account', 'key', 'operator']),
  resetsAt: moment,
})
type LimitData = z.infer<typeof limit>

/** Mails about what the account may do, and what will keep it from that. */
export const standing = {
  billing_active: define(
    z.object({ accountName: typed, card, limitNanos: nanos.nullable() }),
    ({ accountName, card, limitNanos }, links) => ({
      subject: 'Billing is set up',
      preview: 'Your API keys reach every model from now on.',
      mark: { tone: 'positive', text: 'Active' },
      title: 'Billing is set up',
      blocks: [
        {
          kind: 'text',
          text: 'Your API keys reach every model from now on, at higher rates; no new key is needed. You pay for what you use, once a month: the invoice comes on the 1st and is charged to this card.',
        },
        {
          kind: 'facts',
          rows: [
            ['Account', accountName],
            ['Card', formatCard(card)],
            ['Monthly limit', limitNanos === null ? 'none' : formatLimit(BigInt(limitNanos))],
          ],
        },
        { kind: 'button', label: 'Open billing', href: `${links.origin}/billing` },
        { kind: 'note', text: `Change the limit whenever you like: ${links.origin}/billing/limits` },
      ],
      reason: billingReason,
    }),
  ),

  account_suspended: define(
    z.object({
      accountName: typed,
      cause: z.enum(['grace_over', 'owes_without_card']),
      /** What is owed, the oldest first. */
      owed: z.array(owed),
    }),
    ({ accountName, cause, owed }, links) => ({
      subject: `API access of ${accountName} is suspended`,
      preview: `${formatCents(sum(owed))} is unpaid. It works again the moment that is paid.`,
      mark: { tone: 'danger', text: 'API access suspended' },
      title: 'Your API access is suspended',
      blocks: [
        {
          kind: 'text',
          text: `${cause === 'grace_over' ? 'An invoice has been unpaid for seven days' : 'An invoice is unpaid and there is no card to charge'}, so requests that cost are refused with status 402. Keys, usage and settings are kept. The moment everything is paid, all works as before.`,
        },
        { kind: 'facts', rows: [['Account', accountName], ...owedFacts(owed)] },
        { kind: 'button', label: 'Pay now', href: owed[0]?.hostedUrl ?? `${links.origin}/billing` },
        { kind: 'note', text: `Cards and invoices: ${links.origin}/billing` },
      ],
      reason: billingReason,
    }),
  ),

  account_restored: define(
    z.object({
      accountName: typed,
      /** What is owed all the same, and until when the API works unless it is paid; null: nothing. */
      unpaid: z.object({ amountCents: z.int(), suspendsAt: moment }).nullable(),
    }),
    ({ accountName, unpaid }, links) => ({
      subject: `API access of ${accountName} is back`,
      preview: 'Your API keys work again, unchanged.',
      mark: { tone: 'positive', text: 'API access restored' },
      title: 'Your API access is back',
      blocks: [
        { kind: 'text', text: `The API keys of ${accountName} work again, unchanged.` },
        ...(unpaid
          ? [
              {
                kind: 'text' as const,
                text: `${formatCents(unpaid.amountCents)} of a newer invoice is unpaid: without payment the API works until ${formatMoment(new Date(unpaid.suspendsAt))}.`,
              },
            ]
          : []),
        { kind: 'button', label: 'Open billing', href: `${links.origin}/billing` },
      ],
      reason: billingReason,
    }),
  ),

  card_expiring: define(
    card.extend({ accountName: typed, expMonth: z.int(), expYear: z.int(), expired: z.boolean() }),
    ({ accountName, expMonth, expYear, expired, ...card }, links) => ({
      subject: `${formatCard(card)} ${expired ? 'has expired' : 'expires soon'}`,
      preview: 'Save another card, or the next payment may fail.',
      mark: { tone: 'caution', text: expired ? 'Card expired' : 'Card expires' },
      title: expired ? 'Your card has expired' : 'Your card expires within 30 days',
      blocks: [
        {
          kind: 'text',
          text: `The card that pays the invoices of ${accountName} ${expired ? 'was good' : 'is good'} through ${String(expMonth).padStart(2, '0')}/${expYear}. Save another one, or the next payment may fail. Did your bank send a new card with the same number? It often tells us by itself; then there is nothing to do.`,
        },
        {
          kind: 'facts',
          rows: [
            ['Account', accountName],
            ['Card', formatCard(card)],
            ['Good through', `${String(expMonth).padStart(2, '0')}/${expYear}`],
          ],
        },
        { kind: 'button', label: 'Change the card', href: `${links.origin}/billing` },
      ],
      reason: billingReason,
    }),
  ),

  limit_reached: define(limit, (data, links) => {
    const whose = data.keyName === null ? 'The monthly limit' : `The limit of the key ${data.keyName}`
    const full = data.threshold === 100
    return {
      subject: full ? `${whose} is reached` : `${whose} is 80% used`,
      preview: `${formatUsd(BigInt(data.spentNanos))} of ${formatLimit(BigInt(data.limitNanos))} is spent.`,
      mark: { tone: full ? 'danger' : 'caution', text: full ? 'Limit reached' : '80% of the limit' },
      title: full ? `${whose} is reached` : `${whose} is 80% used`,
      blocks: [
        { kind: 'text', text: `${whatIsRefused(data)} ${whoRaisesIt(data)}` },
        {
          kind: 'facts',
          rows: [
            ['Account', data.accountName],
            ...(data.keyName === null ? [] : [['API key', data.keyName] as const]),
            ['Spent', formatUsd(BigInt(data.spentNanos))],
            ['Limit', formatLimit(BigInt(data.limitNanos))],
            ['Resets', formatMoment(new Date(data.resetsAt))],
          ],
        },
        { kind: 'button', label: 'Open usage limits', href: `${links.origin}/billing/limits` },
        { kind: 'note', text: `What it was spent on: ${links.origin}/usage` },
      ],
      reason: billingReason,
    }
  }),
} as const

function whatIsRefused({ threshold, keyName, resetsAt }: LimitData): string {
  const requests = keyName === null ? 'requests that cost' : 'requests of this key that cost'
  const until = `until ${formatMoment(new Date(resetsAt))}, or until the limit is raised`
  return threshold === 100
    ? `From now on, ${requests} are refused with status 429 ${until}.`
    : `When it is reached, ${requests} are refused with status 429 ${until}. Nothing is refused yet.`
}

function whoRaisesIt({ setBy }: LimitData): string {
  return setBy === 'operator'
    ? 'It is the ceiling that Serika sets for this account: write to support to have it raised.'
    : 'You can raise it at any time; that is in force within a second.'
}

function sum(owed: readonly Owed[]): number {
  return owed.reduce((cents, { amountCents }) => cents + amountCents, 0)
}

function owedFacts(owed: readonly Owed[]): Fact[] {
  const shown = owed.map(({ number, period, amountCents }): Fact => [
    number === null ? period : `${period}, ${number}`,
    formatCents(amountCents),
  ])
  return owed.length > 1 ? [...shown, ['Owed in all', formatCents(sum(owed))]] : shown
}
