import { commonPasswords } from '@/lib/accounts/common-passwords'

export const PASSWORD_MIN = 10
/** Long enough for any passphrase; bounds the work a hash can cost. */
export const PASSWORD_MAX = 200

export interface PasswordRule {
  readonly id: 'length' | 'common' | 'personal'
  readonly label: string
  readonly met: boolean
}

/**
 * The rules a new password must meet, each with whether it does. Length decides; composition rules (a digit, a sign) are
 * left out on purpose: they make passwords worse. `personal` are the name and address it must not simply repeat.
 */
export function passwordRules(password: string, personal: readonly string[] = []): PasswordRule[] {
  const length = Array.from(password).length
  const plain = password.normalize('NFKC').toLowerCase()
  return [
    {
      id: 'length',
      label: `At least ${PASSWORD_MIN} characters`,
      met: length >= PASSWORD_MIN && length <= PASSWORD_MAX,
    },
    {
      id: 'common',
      label: 'Not one of the passwords everybody tries first',
      met: password !== '' && !isCommon(plain),
    },
    {
      id: 'personal',
      label: 'Not your name or address',
      met: password !== '' && !personalWords(personal).includes(plain),
    },
  ]
}

/** The first broken rule as a sentence for the form, or null for a password that may be used. */
export function passwordProblem(password: string, personal: readonly string[] = []): string | null {
  const broken = passwordRules(password, personal).find(rule => !rule.met)
  if (!broken) return null
  if (broken.id === 'length')
    return Array.from(password).length > PASSWORD_MAX
      ? `Use at most ${PASSWORD_MAX} characters.`
      : `Use at least ${PASSWORD_MIN} characters; a few words are fine.`
  if (broken.id === 'common') return 'This is one of the first passwords anybody tries. Choose another one.'
  return 'Choose a password that is not your name or address.'
}

function isCommon(plain: string): boolean {
  const letters = new Set(plain)
  return (
    letters.size <= 2 || commonPasswords.has(plain) || commonPasswords.has(plain.replace(/[\d!.?*#]+$/, ''))
  )
}

function personalWords(personal: readonly string[]): string[] {
  return personal.flatMap(value => {
    const plain = value.normalize('NFKC').trim().toLowerCase()
    return [plain, plain.replaceAll(/\s+/g, ''), plain.split('@')[0] ?? plain]
  })
}
