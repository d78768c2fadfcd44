/** What of an account and its key decides whether it may spend. */
export interface Rights {
  readonly standing: string
  readonly heldAt: Date | null
  /** The key's. */
  readonly status: string
  readonly expiresAt: Date | null
  readonly permissions: readonly string[]
  readonly secretHash: string
}

interface Caller {
  readonly account: Pick<Rights, 'standing' | 'heldAt'>
  readonly key: Pick<Rights, 'status' | 'expiresAt' | 'permissions'>
}

/** The rights as they were judged when the secret of this hash was shown. */
export function toRights({ account, key }: Caller, secretHash: string): Rights {
  const { standing, heldAt } = account
  const { status, expiresAt, permissions } = key
  return { standing, heldAt, status, expiresAt, permissions, secretHash }
}

/** Whether nothing has changed that would have to be judged anew. */
export function isSame(a: Rights, b: Rights): boolean {
  return fingerprint(a) === fingerprint(b)
}

function fingerprint({ standing, heldAt, status, expiresAt, permissions, secretHash }: Rights): string {
  const times = [heldAt, expiresAt].map(time => time?.getTime() ?? null)
  return JSON.stringify([standing, status, secretHash, times, permissions.toSorted()])
}
