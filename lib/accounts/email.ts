import { z } from 'zod'

/** An address as it is stored and compared: trimmed and in lower case, so that one mailbox is one person. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use an address of at most 254 characters.')
  .pipe(z.email('Enter an e-mail address, for example mira@example.com.'))

/** The name of the account a new person starts with: `Mira's account`. */
export function defaultAccountName(personName: string): string {
  const first = personName.trim().split(/\s+/)[0] ?? ''
  const owner = Array.from(first).slice(0, 60).join('')
  if (owner === '') return 'My account'
  return owner.endsWith('s') ? `${owner}' account` : `${owner}'s account`
}

/** A person's own name: shown in the user menu and at the head of mails. */
export const personNameSchema = z
  .string()
  .trim()
  .min(1, 'Enter your name.')
  .max(100, 'Use at most 100 characters.')
  .refine(name => !/[\p{Cc}\p{Cf}]/u.test(name), 'Use letters, digits and ordinary signs.')
