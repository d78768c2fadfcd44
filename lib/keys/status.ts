/** How a key stands for its owner. Expiry is judged by the clock and goes before being switched off. */
export type KeyStatus = 'active' | 'disabled' | 'expired'

/** `now`: platform time. A key is good through its `expiresAt` and not after. */
export function keyStatus(
  key: { readonly status: 'active' | 'disabled'; readonly expiresAt: Date | null },
  now: Date,
): KeyStatus {
  return key.expiresAt !== null && key.expiresAt < now ? 'expired' : key.status
}
