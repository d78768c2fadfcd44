import { newSecret, toSecretRecord, type SecretRecord } from '@/lib/keys/secret'

/** No API key begins so: what follows their `sk-` has letters and digits only. */
const PREFIX = 'sk-admin-'

/** A new admin key: `sk-admin-` and 256 bits of randomness in letters and digits. */
export function newAdminSecret(): string {
  return PREFIX + newSecret().slice('sk-'.length)
}

/** Whether a secret is of the kind of admin keys; says nothing of whether it counts. */
export function isAdminSecret(secret: string): boolean {
  return secret.startsWith(PREFIX)
}

/** What is kept of an admin secret; `sk-admin-Ab12` is what shows of its beginning. */
export function toAdminSecretRecord(secret: string): SecretRecord {
  return { ...toSecretRecord(secret), secretPrefix: secret.slice(0, PREFIX.length + 4) }
}
