/** What a mail says, apart from how it looks: rendered once as HTML and once as plain text, so that the two never differ. */
export interface MailContent {
  readonly subject: string
  /** Stands beside the subject in a mailbox's list. */
  readonly preview: string
  /** How things stand, in a word or two above the title. */
  readonly mark?: Mark
  readonly title: string
  readonly blocks: readonly MailBlock[]
  /** Why this mail came. */
  readonly reason: string
}

export interface Mark {
  readonly tone: Tone
  readonly text: string
}
export type Tone = 'positive' | 'caution' | 'danger'

export type MailBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** The one thing to do. Its address is printed beneath, for readers that show no buttons. */
  | { readonly kind: 'button'; readonly label: string; readonly href: string }
  | { readonly kind: 'facts'; readonly rows: readonly Fact[] }
  | { readonly kind: 'note'; readonly text: string }

export type Fact = readonly [label: string, value: string]
