/** Whose acts: operators', members' own, or what the platform does by itself. */
export const actorKinds = ['all', 'operators', 'members', 'platform'] as const
export type ActorKind = (typeof actorKinds)[number]

export interface AuditFilter {
  readonly by: ActorKind
  /** One act by its name; null: all. */
  readonly action: string | null
  /** An account by id or name, or a person by address; empty: everything. */
  readonly search: string
  readonly limit: number
  /** Continues after the last one seen. */
  readonly before: { readonly at: Date; readonly id: string } | null
}

export interface AuditEntry {
  readonly id: string
  readonly at: Date
  readonly action: string
  readonly target: string | null
  readonly details: Readonly<Record<string, string | number | boolean | null>>
  /** Null for what concerns the platform and no one account. */
  readonly account: { readonly id: string; readonly name: string } | null
  /** Null where the platform, or a command on the server, acted. */
  readonly actor: { readonly name: string; readonly email: string } | null
}
