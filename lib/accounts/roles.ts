/** What a member may do. Everyone reads; writes are by area. */
export const roleNames = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const
export type Role = (typeof roleNames)[number]

/**
 * An area of writes: API keys, the money limits of single keys (who makes keys may bound them, and so may who pays), billing
 * and the account's limit, the account and its members, or the views that each member keeps for themselves.
 */
export type Area = 'keys' | 'key_limits' | 'billing' | 'account' | 'own_views'

const areas: Record<Role, readonly Area[]> = {
  owner: ['keys', 'key_limits', 'billing', 'account', 'own_views'],
  admin: ['keys', 'key_limits', 'billing', 'account', 'own_views'],
  developer: ['keys', 'key_limits', 'own_views'],
  billing: ['key_limits', 'billing', 'own_views'],
  viewer: ['own_views'],
}

/** Whether members of that role may change things in that area. */
export function mayWrite(role: Role, area: Area): boolean {
  return areas[role].includes(area)
}
