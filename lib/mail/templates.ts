import { z } from 'zod'
import { linkToken, type LinkPurpose } from '@/lib/accounts/link-token'
import { formatDateTime } from '@/lib/format'
import { isId, type TokenId } from '@/lib/ids'
import type { MailContent } from '@/lib/mail/content'
import { formatCents } from '@/lib/money'

/** What only the sender knows: the origin of links, and the secret that signs those which open something. */
export interface Links {
  readonly origin: string
  readonly secret: string
}

interface Template<Data> {
  readonly data: z.ZodType<Data>
  /** Checks the data first: throws a zod error where they are not what the template needs. */
  readonly compose: (data: unknown, links: Links) => MailContent
}

/** Without a name: anybody can have these mails sent to anybody, and must not be able to write in them. */
const token = z.object({
  tokenId: z.custom<TokenId>(value => isId('token', value)),
  expiresAt: z.iso.datetime(),
})
const failedPayment = z.object({
  accountName: z.string(),
  invoiceId: z.string(),
  /** `October 2026`. */
  period: z.string(),
  amountCents: z.int(),
  /** A sentence. */
  reason: z.string(),
  suspendsAt: z.iso.datetime(),
})
const account = z.object({ accountName: z.string() })
const billingReason =
  'You get this mail because you own this account at Serika Developers, or do its billing.'
const reason = 'You get this mail because this address has an account at Serika Developers.'

/**
 * Every mail of the platform. A queued mail holds the template's name and its data, never a secret: links are signed when
 * the mail goes out.
 */
export const templates = {
  verify_email: define(token, (data, links) => ({
    subject: 'Confirm your e-mail address',
    preview: 'One step, then your Serika account is ready.',
    title: 'Welcome to Serika',
    blocks: [
      { kind: 'text', text: 'Confirm that this address is yours, and your account is ready.' },
      {
        kind: 'button',
        label: 'Confirm address',
        href: signedUrl(links, '/verify', 'verify_email', data),
      },
      {
        kind: 'note',
        text: 'The link works for 24 hours. You will be asked for the password that you chose.',
      },
    ],
    reason:
      'You get this mail because somebody signed up with this address. If it was not you, leave it: without a click nothing happens.',
  })),

  reset_password: define(token, (data, links) => ({
    subject: 'Set a new password',
    preview: 'The link works for one hour, once.',
    title: 'Set a new password',
    blocks: [
      {
        kind: 'text',
        text: 'Somebody asked for a new password for your account. If it was you, set it here.',
      },
      {
        kind: 'button',
        label: 'Set a new password',
        href: signedUrl(links, '/reset', 'reset_password', data),
      },
      {
        kind: 'note',
        text: 'The link works for one hour, once. Setting a new password ends every session. If it was not you, leave this mail: your password stays as it is.',
      },
    ],
    reason,
  })),

  already_registered: define(z.object({ name: z.string() }), (data, links) => ({
    subject: 'You already have an account',
    preview: 'Somebody tried to sign up with your address.',
    title: 'You already have an account',
    blocks: [
      {
        kind: 'text',
        text: `Hello ${data.name}, somebody just tried to sign up with this address. It already has an account, so nothing was changed.`,
      },
      { kind: 'button', label: 'Sign in', href: `${links.origin}/signin` },
      {
        kind: 'note',
        text: `Forgot the password? Set a new one at ${links.origin}/forgot. If it was not you, there is nothing to do.`,
      },
    ],
    reason,
  })),

  password_changed: define(z.object({ name: z.string(), at: z.iso.datetime() }), (data, links) => ({
    subject: 'Your password was changed',
    preview: 'All sessions were ended.',
    title: 'Your password was changed',
    blocks: [
      {
        kind: 'text',
        text: `Hello ${data.name}, the password of your account was changed on ${formatDateTime(new Date(data.at))}. Every session was ended; sign in again with the new password.`,
      },
      {
        kind: 'note',
        text: `If it was not you, set a new password at once: ${links.origin}/forgot. API keys go on working; look through them after that.`,
      },
    ],
    reason,
  })),

  payment_failed: define(failedPayment, (data, links) => ({
    subject: `Your payment of ${formatCents(data.amountCents)} failed`,
    preview: data.reason,
    title: `Your payment for ${data.period} failed`,
    blocks: [
      {
        kind: 'text',
        text: `${data.reason} We could not collect ${formatCents(data.amountCents)} for ${data.accountName}. API keys go on working until ${formatDateTime(new Date(data.suspendsAt))}; after that, requests that generate are refused until the invoice is paid.`,
      },
      { kind: 'button', label: 'Pay or change the card', href: invoiceUrl(links, data) },
      { kind: 'note', text: 'The moment the invoice is paid, everything works as before.' },
    ],
    reason: billingReason,
  })),

  payment_confirmation: define(failedPayment.extend({ hostedUrl: z.url() }), (data, links) => ({
    subject: `Confirm your payment of ${formatCents(data.amountCents)}`,
    preview: 'Your bank asks you to confirm it.',
    title: 'Your bank asks you to confirm a payment',
    blocks: [
      {
        kind: 'text',
        text: `The payment of ${formatCents(data.amountCents)} for ${data.period} (${data.accountName}) waits for your confirmation at Stripe. API keys go on working until ${formatDateTime(new Date(data.suspendsAt))}; after that, requests that generate are refused until the invoice is paid.`,
      },
      { kind: 'button', label: 'Confirm the payment', href: data.hostedUrl },
      { kind: 'note', text: `The invoice: ${invoiceUrl(links, data)}` },
    ],
    reason: billingReason,
  })),

  account_suspended: define(account, (data, links) => ({
    subject: 'Your API access is suspended',
    preview: 'An invoice is unpaid.',
    title: 'Your API access is suspended',
    blocks: [
      {
        kind: 'text',
        text: `An invoice of ${data.accountName} is unpaid, so requests that generate are refused with status 402. Keys, usage and settings are kept.`,
      },
      { kind: 'button', label: 'Pay the invoice', href: `${links.origin}/billing` },
      { kind: 'note', text: 'The moment it is paid, everything works as before.' },
    ],
    reason: billingReason,
  })),

  account_restored: define(account, (data, links) => ({
    subject: 'Your API access is back',
    preview: 'Thank you, the payment arrived.',
    title: 'Your API access is back',
    blocks: [
      {
        kind: 'text',
        text: `Everything is paid. The API keys of ${data.accountName} work again, unchanged.`,
      },
      { kind: 'button', label: 'See the invoices', href: `${links.origin}/billing/invoices` },
    ],
    reason: billingReason,
  })),
} as const

export type TemplateName = keyof typeof templates
export type TemplateData<Name extends TemplateName> = z.infer<(typeof templates)[Name]['data']>

function define<Data>(
  data: z.ZodType<Data>,
  compose: (data: Data, links: Links) => MailContent,
): Template<Data> {
  return { data, compose: (raw, links) => compose(data.parse(raw), links) }
}

function invoiceUrl(links: Links, { invoiceId }: { readonly invoiceId: string }): string {
  return `${links.origin}/billing/invoices/${invoiceId}`
}

function signedUrl(
  links: Links,
  path: string,
  purpose: LinkPurpose,
  data: { readonly tokenId: TokenId; readonly expiresAt: string },
): string {
  const claim = { purpose, id: data.tokenId, expiresAt: new Date(data.expiresAt) }
  return `${links.origin}${path}?token=${linkToken(links.secret, claim)}`
}
