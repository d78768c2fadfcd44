export const permissionNames = ['text_generation', 'image_generation', 'character_info', 'user_info'] as const
export type Permission = (typeof permissionNames)[number]

interface PermissionWords {
  /** In a table's cell. */
  readonly short: string
  readonly label: string
  readonly description: string
  /** After "may": "may generate text and read characters". */
  readonly verb: string
  /** Whether it is of use on a free account. */
  readonly free: boolean
}

/** What each permission is called, and what it opens. */
export const permissionWords: Record<Permission, PermissionWords> = {
  text_generation: {
    short: 'Text',
    label: 'Text generation',
    description: 'Chat and completions',
    verb: 'generate text',
    free: false,
  },
  image_generation: {
    short: 'Images',
    label: 'Image generation',
    description: 'Images and image jobs',
    verb: 'generate images',
    free: false,
  },
  character_info: {
    short: 'Characters',
    label: 'Characters',
    description: 'Read characters',
    verb: 'read characters',
    free: true,
  },
  user_info: {
    short: 'Account',
    label: 'Account',
    description: 'Read spend, limit and what remains',
    verb: 'read the account',
    free: true,
  },
}

/** `generate text, read characters and read the account`. */
export function permissionsInWords(permissions: readonly Permission[]): string {
  const verbs = permissionNames
    .filter(name => permissions.includes(name))
    .map(name => permissionWords[name].verb)
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(verbs).replace(/, and /, ' and ')
}
