import type { Tone } from '@/components/ui/badge'
import type { KeyStatus } from '@/lib/keys/status'
import { limitUse, type LimitUse } from '@/lib/limits/key-limit'
import type { Nanos } from '@/lib/money'

export interface KeyState {
  readonly tone: Tone
  readonly word: string
}

const states: Record<KeyStatus, KeyState> = {
  active: { tone: 'positive', word: 'Active' },
  disabled: { tone: 'neutral', word: 'Disabled' },
  expired: { tone: 'caution', word: 'Expired' },
}
const limited: Record<LimitUse, KeyState> = {
  unlimited: states.active,
  within: states.active,
  near: { tone: 'caution', word: 'Near limit' },
  reached: { tone: 'danger', word: 'Limit reached' },
}

/** How a key stands, in one word: whether it works at all goes before how far it is from its limit. */
export function keyState(key: {
  readonly status: KeyStatus
  readonly spentNanos: Nanos
  readonly limitNanos: Nanos | null
}): KeyState {
  return key.status === 'active' ? limited[limitUse(key.spentNanos, key.limitNanos)] : states[key.status]
}
