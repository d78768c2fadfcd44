import { z } from 'zod'
import { linkToken, type LinkPurpose } from '@/lib/accounts/link-token'
import { formatDateTime } from '@/lib/format'
import { isId, type TokenId } from '@/lib/ids'
import type { MailContent } from '@/lib/mail/content'

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
} as const

export type TemplateName = keyof typeof templates
export type TemplateData<Name extends TemplateName> = z.infer<(typeof templates)[Name]['data']>

function define<Data>(
  data: z.ZodType<Data>,
  compose: (data: Data, links: Links) => MailContent,
): Template<Data> {
  return { data, compose: (raw, links) => compose(data.parse(raw), links) }
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
