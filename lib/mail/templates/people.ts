import { z } from 'zod'
import { linkToken, type LinkPurpose } from '@/lib/accounts/link-token'
import { formatDateTime } from '@/lib/format'
import { isId, type TokenId } from '@/lib/ids'
import { define, moment, typed, type Links } from '@/lib/mail/templates/define'

/** Without a name: anybody can have these mails sent to anybody, and must not be able to write in them. */
const token = z.object({
  tokenId: z.custom<TokenId>(value => isId('token', value)),
  expiresAt: moment,
})
const reason = 'You get this mail because this address has an account at Serika Developers.'

/** Mails to a person about signing in. */
export const people = {
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

  already_registered: define(z.object({ name: typed }), (data, links) => ({
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

  password_changed: define(z.object({ name: typed, at: moment }), (data, links) => ({
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

function signedUrl(
  links: Links,
  path: string,
  purpose: LinkPurpose,
  data: { readonly tokenId: TokenId; readonly expiresAt: string },
): string {
  const claim = { purpose, id: data.tokenId, expiresAt: new Date(data.expiresAt) }
  return `${links.origin}${path}?token=${linkToken(links.secret, claim)}`
}
