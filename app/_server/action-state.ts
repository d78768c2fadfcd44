/** What a form knows of its last submission. */
export type ActionState<T> =
  | { readonly status: 'idle' }
  | { readonly status: 'ok'; readonly value: T }
  | {
      readonly status: 'error'
      /** A sentence for the whole form; empty where the fields say it all. */
      readonly message: string
      readonly fieldErrors: Readonly<Record<string, string>>
      /** What was typed, so that it is kept. Never a password. */
      readonly values: Readonly<Record<string, string>>
    }

export const idle = { status: 'idle' } as const
