import { v7 } from 'uuid'

/** Prefixes of the platform's own ids. An id is its prefix, `_`, and a UUIDv7 in hex, so ids sort by the time they were minted. */
const prefixes = {
  account: 'acc',
  user: 'usr',
  member: 'mem',
  session: 'ses',
  token: 'tok',
  key: 'key',
  adminKey: 'akey',
  request: 'req',
  job: 'job',
  invoice: 'inv',
  gateway: 'gw',
  audit: 'aud',
  reconciliation: 'rec',
  credit: 'crn',
  mail: 'mail',
  savedView: 'view',
} as const

type Kind = keyof typeof prefixes
export type Id<K extends Kind> = `${(typeof prefixes)[K]}_${string}` & { readonly __kind?: K }

export type AccountId = Id<'account'>
export type UserId = Id<'user'>
export type SessionId = Id<'session'>
export type TokenId = Id<'token'>
export type KeyId = Id<'key'>
export type AdminKeyId = Id<'adminKey'>
export type RequestId = Id<'request'>
export type JobId = Id<'job'>
export type InvoiceId = Id<'invoice'>
export type GatewayId = Id<'gateway'>
export type CreditId = Id<'credit'>
export type SavedViewId = Id<'savedView'>

/** Mints an id whose leading 48 bits are `now` in milliseconds. */
export function newId<K extends Kind>(kind: K, now: Date): Id<K> {
  v7({ msecs: now.getTime(), random: nextRandom() }, bytes)
  let hex = ''
  for (const byte of bytes) hex += hexOf[byte] ?? ''
  return `${prefixes[kind]}_${hex}` as Id<K>
}

const bytes = new Uint8Array(16)
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Drawn for many ids at once: a draw by itself costs more than the rest of the id. Each part is used once. */
const drawn = new Uint8Array(16 * 256)
let nextDrawn = drawn.length

function nextRandom(): Uint8Array {
  if (nextDrawn === drawn.length) {
    crypto.getRandomValues(drawn)
    nextDrawn = 0
  }
  nextDrawn += 16
  return drawn.subarray(nextDrawn - 16, nextDrawn)
}

/** Whether `value` has the shape of an id of that kind; says nothing of whether the thing exists. */
export function isId<K extends Kind>(kind: K, value: unknown): value is Id<K> {
  return typeof value === 'string' && new RegExp(`^${prefixes[kind]}_[0-9a-f]{32}$`).test(value)
}

/** When the id was minted: the time in its first 48 bits. */
export function timeOfId(id: string): Date {
  const hex = id.slice(id.indexOf('_') + 1, id.indexOf('_') + 13)
  return new Date(Number.parseInt(hex, 16))
}
