import { lastDayOf } from '@/lib/billing/card'
import type { StandingReason } from '@/lib/billing/standing'
import { formatDate, formatMoment } from '@/lib/format'
import { formatCents } from '@/lib/money'
import { formatPeriod, type Period } from '@/lib/period'
import { never } from '@/lib/result'

interface Owed {
  readonly id: string
  readonly period: Period
  readonly amountCents: number
  readonly reason: string | null
}

interface BannerCard {
  readonly id: string
  readonly brand: string
  readonly lastFour: string
  readonly expMonth: number
  readonly expYear: number
  readonly isDefault: boolean
  readonly expiresSoon: boolean
  readonly expired: boolean
}

export interface BannerFacts {
  readonly reason: StandingReason
  readonly suspendsAt: Date | null
  readonly owed: Owed | null
  readonly authentication: Owed | null
  readonly cards: readonly BannerCard[]
}

/** Who reads it: somebody who may pay, or somebody who has to ask those who may. */
export interface BannerReader {
  readonly mayPay: boolean
  /** The names of some who may. */
  readonly payers: readonly string[]
  /** The address that answers about holds and disputes. */
  readonly supportEmail: string
}

export interface Banner {
  readonly tone: 'caution' | 'danger'
  readonly text: string
  /** The way out, where this reader can take it. */
  readonly action: { readonly label: string; readonly href: string; readonly leavesUs: boolean } | null
  /** Names what can be put away because it does no harm to forget it; null: it stays. */
  readonly dismissKey: string | null
}

/** The one thing about the account's standing that everybody has to know now, the weightiest of all; null while all is well. */
export function toBanner(facts: BannerFacts, reader: BannerReader): Banner | null {
  switch (facts.reason) {
    case 'held':
      return toSupport(
        'This account is on hold, so requests that cost are refused. Write to us to have it looked at.',
        reader,
      )
    case 'disputed':
      return toSupport(
        'A payment was disputed with the bank, so requests that cost are refused until that is settled. If it was a mistake, withdraw the dispute, or write to us.',
        reader,
      )
    case 'grace_over':
    case 'owes_without_card':
      return unpaid(facts, reader)
    case 'payment_failed':
      return failing(facts, reader)
    case 'no_card':
      return facts.cards.length === 0 ? null : noDefault(reader)
    case 'paid_up':
      return expiring(facts.cards, reader)
    default:
      return never(facts.reason)
  }
}

function toSupport(text: string, { supportEmail }: BannerReader): Banner {
  const action = { label: 'Write to us', href: `mailto:${supportEmail}`, leavesUs: true }
  return { tone: 'danger', text, action, dismissKey: null }
}

function unpaid({ reason, owed, authentication }: BannerFacts, reader: BannerReader): Banner {
  const invoice = authentication ?? owed
  const what = invoice
    ? `the ${formatPeriod(invoice.period)} invoice of ${formatCents(invoice.amountCents)} is unpaid`
    : 'an invoice is unpaid'
  const why = reason === 'owes_without_card' ? ' and there is no card to charge' : ''
  const text = `Requests that cost are refused: ${what}${why}. They work again the moment it is paid.`
  return payable('danger', text, { invoice, confirms: authentication !== null }, reader)
}

function failing({ suspendsAt, owed, authentication }: BannerFacts, reader: BannerReader): Banner {
  const invoice = authentication ?? owed
  const amount = invoice
    ? `payment of ${formatCents(invoice.amountCents)} for ${formatPeriod(invoice.period)}`
    : 'payment of an invoice'
  const until = suspendsAt
    ? ` Requests that cost are refused from ${formatMoment(suspendsAt)} on unless it is paid.`
    : ''
  const text = authentication
    ? `The bank asks you to confirm the ${amount}.${until}`
    : `The ${amount} failed. ${invoice?.reason ?? ''}`.trim() + until
  return payable('caution', text, { invoice, confirms: authentication !== null }, reader)
}

function payable(
  tone: Banner['tone'],
  text: string,
  { invoice, confirms }: { readonly invoice: Owed | null; readonly confirms: boolean },
  reader: BannerReader,
): Banner {
  if (!reader.mayPay)
    return {
      tone,
      text: `${text} ${ask(reader, confirms ? 'confirm' : 'pay')}`,
      action: null,
      dismissKey: null,
    }
  const action = invoice
    ? {
        label: confirms ? 'Confirm payment' : 'Pay the invoice',
        href: `/billing/invoices/${invoice.id}/stripe`,
        leavesUs: true,
      }
    : { label: 'See invoices', href: '/billing/invoices', leavesUs: false }
  return { tone, text, action, dismissKey: null }
}

function noDefault(reader: BannerReader): Banner {
  const text =
    'None of the saved cards is the default, so nothing can be charged and requests that cost are refused.'
  return changeCards('danger', text, 'Choose a card', null, reader)
}

function expiring(cards: readonly BannerCard[], reader: BannerReader): Banner | null {
  const card = cards.find(({ isDefault }) => isDefault)
  if (!card?.expiresSoon) return null
  const name = `The card that is charged, ending in ${card.lastFour},`
  if (card.expired)
    return changeCards(
      'caution',
      `${name} has expired: the next payment will fail.`,
      'Change card',
      null,
      reader,
    )
  const text = `${name} expires after ${formatDate(lastDayOf(card))}: later payments will fail.`
  const key = `${card.id}-${card.expYear}-${card.expMonth}`
  return changeCards('caution', text, 'Change card', key, reader)
}

function changeCards(
  tone: Banner['tone'],
  text: string,
  label: string,
  dismissKey: string | null,
  reader: BannerReader,
): Banner {
  return reader.mayPay
    ? { tone, text, action: { label, href: '/billing#payment-methods', leavesUs: false }, dismissKey }
    : { tone, text: `${text} ${ask(reader, 'change')}`, action: null, dismissKey }
}

const favours = { pay: 'to pay it', confirm: 'to confirm it', change: 'to change it' }

function ask({ payers }: BannerReader, favour: keyof typeof favours): string {
  const names =
    payers.length === 0 ? 'an owner' : new Intl.ListFormat('en', { type: 'disjunction' }).format(payers)
  return `Ask ${names} ${favours[favour]}.`
}
