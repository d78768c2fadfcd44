import { mayWrite, type Role } from '@/lib/accounts/roles'
import type { KeyRights } from './_components/key-menu'

/** What a member's role lets them do with keys. The actions check it again. */
export function rightsOf(role: Role): KeyRights {
  return { write: mayWrite(role, 'keys'), limit: mayWrite(role, 'key_limits') }
}
