/** What a member may do. Everyone reads; writes are by area. */
export const roleNames = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const
export type Role = (typeof roleNames)[number]

/** An area of writes: API keys, billing and limits, or the account and its members. */
export type Area = 'keys' | 'billing' | 'account'

const areas: Record<Role, readonly Area[]> = {
  owner: ['keys', 'billing', 'account'],
  admin: ['keys', 'billing', 'account'],
  developer: ['keys'],
  billing: ['billing'],
  viewer: [],
}

/** Whether members of that role may change things in that area. */
export function mayWrite(role: Role, area: Area): boolean {
  return areas[role].includes(area)
}
