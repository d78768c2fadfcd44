import { newId } from '@/lib/ids'
import type { TemplateData, TemplateName } from '@/lib/mail/templates'

export const links = { origin: 'https://developers.example', secret: 'a secret of thirty-two characters' }
export const tokenId = newId('token', new Date('2026-11-22T10:00:00Z'))
export const expiresAt = '2026-11-23T10:00:00.000Z'
const token = { tokenId, expiresAt }

export const invoice = {
  accountName: 'Halcyon',
  invoiceId: 'inv_1',
  number: 'SRK-0042',
  period: 'October 2026',
  hostedUrl: 'https://invoice.example/i/acct_1/test_1?s=ap',
}
const failed = {
  ...invoice,
  amountCents: 6_388,
  day: 0 as const,
  reason: 'The card has expired.',
  suspendsAt: '2026-11-08T00:10:00.000Z',
}
const { accountName: _name, ...owed } = { ...invoice, amountCents: 6_388 }

/** One mail of each template. */
export const examples: { readonly [Name in TemplateName]: TemplateData<Name> } = {
  verify_email: token,
  reset_password: token,
  already_registered: { name: 'Mira Okafor' },
  password_changed: { name: 'Mira Okafor', at: '2026-11-22T21:40:07.000Z' },
  invoice_ready: {
    ...invoice,
    totalCents: 6_388,
    appliedBalanceCents: 31,
    amountDueCents: 6_419,
    carriedCents: 0,
    card: { brand: 'visa', lastFour: '4242' },
  },
  invoice_credited: {
    ...invoice,
    creditedCents: 150,
    refundedCents: 150,
    to: 'balance',
    amountDueCents: 0,
    memo: 'The model was away on 12 October.',
  },
  payment_failed: failed,
  payment_confirmation: failed,
  payment_received: {
    ...invoice,
    amountCents: 6_388,
    paidAt: '2026-11-05T14:03:00.000Z',
    stillOwedCents: 0,
  },
  invoice_voided: { ...invoice, stillOwedCents: 0 },
  refund_failed: { ...invoice, amountCents: 150 },
  payment_disputed: {
    accountName: 'Halcyon',
    amountCents: 6_388,
    because: 'they do not recognize it',
    period: 'October 2026',
    outcome: 'open',
  },
  billing_active: {
    accountName: 'Halcyon',
    card: { brand: 'mastercard', lastFour: '4444' },
    limitNanos: '50000000000',
  },
  account_suspended: { accountName: 'Halcyon', cause: 'grace_over', owed: [owed] },
  account_restored: { accountName: 'Halcyon', unpaid: null },
  card_expiring: {
    accountName: 'Halcyon',
    brand: 'visa',
    lastFour: '4242',
    expMonth: 12,
    expYear: 2026,
    expired: false,
  },
  limit_reached: {
    accountName: 'Halcyon',
    keyName: null,
    threshold: 80,
    spentNanos: '201234567890',
    limitNanos: '250000000000',
    setBy: 'account',
    resetsAt: '2026-12-01T00:00:00.000Z',
  },
}

const lone = new Set(['meta', '!doctype'])
const tag =
  /<!--.*?-->|<(\/?)(!?[a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"<>]*")*|\s+html)\s*>|<style>([^<]*)<\/style>/g

/**
 * What a reader sees of a mail's HTML, one line per element. Throws where it is not well formed: a tag that is not closed in its
 * place, an attribute without quotes, a `<` that begins nothing.
 */
export function visibleText(html: string): string {
  const open: string[] = []
  const pieces: string[] = []
  let end = 0
  const text = (piece: string) => {
    if (/[<>]/.test(piece)) throw new Error(`not a tag: ${piece}`)
    if (!open.includes('head')) pieces.push(decode(piece))
  }
  for (const match of html.matchAll(tag)) {
    const [whole, slash, name = '', , sheet] = match
    text(html.slice(end, match.index))
    end = match.index + whole.length
    if (name === '' || sheet !== undefined || lone.has(name)) continue
    if (slash !== '/') open.push(name)
    else if (open.pop() !== name) throw new Error(`</${name}> closes another one`)
  }
  text(html.slice(end))
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`)
  return pieces
    .map(piece => piece.trim())
    .filter(piece => piece !== '')
    .join('\n')
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&zwnj;': '',
  '&#847;': '',
}

function decode(text: string): string {
  return text.replace(/&[#\w]+;?/g, entity => {
    const known = entities[entity]
    if (known === undefined) throw new Error(`not an entity: ${entity}`)
    return known
  })
}
