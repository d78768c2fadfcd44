export const permissionNames = ['text_generation', 'image_generation', 'character_info', 'user_info'] as const
export type Permission = (typeof permissionNames)[number]

interface PermissionWords {
  /** In a table's cell. */
  readonly short: string
  readonly label: string
  readonly description: string
  /** After "may": "may generate text and read characters". */
  readonly verb: string
}

/** What each permission is called, and what it opens. */
export const permissionWords: Record<Permission, PermissionWords> = {
  text_generation: {
    short: 'Text',
    label: 'Text generation',
    description: 'Chat and completions',
    verb: 'generate text',
  },
  image_generation: {
    short: 'Images',
    label: 'Image generation',
    description: 'Images and image jobs',
    verb: 'generate images',
  },
  character_info: {
    short: 'Characters',
    label: 'Character info',
    description: 'Read characters',
    verb: 'read characters',
  },
  user_info: {
    short: 'Account',
    label: 'User info',
    description: 'Read spend, limit and what remains',
    verb: 'read the account',
  },
}

/** `generate text, read characters and read the account`. */
export function permissionsInWords(permissions: readonly Permission[]): string {
  const verbs = permissionNames
    .filter(name => permissions.includes(name))
    .map(name => permissionWords[name].verb)
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(verbs).replace(/, and /, ' and ')
}
