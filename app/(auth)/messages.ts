/** What the sign-in page says for the code that a refused sign-in comes back with. */
const messages: Record<string, string> = {
  invalid_credentials: 'The address or the password is not right.',
  unverified: 'Confirm your address first: open the link in the mail that we sent you.',
  too_many_attempts: 'Too many attempts. Wait a quarter of an hour, then try again.',
  link_expired: 'This link was used already or has expired.',
  provider_email_unverified: 'Verify your e-mail address with the provider first, then come back.',
  account_unverified:
    'An account with that address waits to be confirmed. Open the link in its mail, or set a new password; after that this way works too.',
  AccessDenied: 'The sign-in was refused. Try another way.',
  OAuthCallback: 'The sign-in was not completed. Nothing was changed.',
}

/** A sentence for a code out of a URL, which anybody can write: unknown codes get a general one. */
export function signInMessage(code: string): string {
  return Object.hasOwn(messages, code)
    ? (messages[code] ?? '')
    : 'The sign-in did not work. Try again in a moment.'
}

/** What the sign-in page says on arrival from somewhere else. */
export const notices: Readonly<Record<string, string>> = {
  password_changed: 'Your password was changed, and every session was ended. Sign in with the new one.',
}
