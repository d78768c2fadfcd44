/** What a mail says, apart from how it looks: rendered once as HTML and once as plain text, so that the two never differ. */
export interface MailContent {
  readonly subject: string
  /** Stands beside the subject in a mailbox's list. */
  readonly preview: string
  readonly title: string
  readonly blocks: readonly MailBlock[]
  /** Why this mail came. */
  readonly reason: string
}

export type MailBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** The one thing to do. Its address is printed beneath, for readers that show no buttons. */
  | { readonly kind: 'button'; readonly label: string; readonly href: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'note'; readonly text: string }
