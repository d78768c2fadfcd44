'use client'

import { apiSamples } from '@/components/api-samples'
import { permissionsInWords, type Permission } from '@/lib/keys/permissions'
import { formatUsdExact, type Nanos } from '@/lib/money'
import { ShownSecret } from './shown-secret'

/** A key whose secret is known for this one moment. */
export interface FreshKey {
  readonly name: string
  readonly secret: string
  /** What the key may do, where that is known here. */
  readonly permissions?: readonly Permission[]
  /** What it may spend in a month, where that is known here; null: no limit of its own. */
  readonly limitNanos?: Nanos | null
  /** An old key with a new secret. */
  readonly regenerated?: boolean
}

export interface ShownKeyProps extends FreshKey {
  apiBaseUrl: string
  free: boolean
  onDone: () => void
}

/** `sk-Ab12`. */
const prefixLength = 7

/** A key's secret, with a first request that it can make. */
export function ShownKey(props: ShownKeyProps) {
  const {
    name,
    secret,
    permissions,
    limitNanos = null,
    regenerated = false,
    apiBaseUrl,
    free,
    onDone,
  } = props
  const chat = !free && (permissions?.includes('text_generation') ?? true)
  return (
    <ShownSecret
      title={regenerated ? 'Copy the new secret' : 'Copy your new key'}
      secret={secret}
      prefixLength={prefixLength}
      samples={apiSamples(apiBaseUrl, secret, chat ? 'chat' : 'models')}
      onDone={onDone}
    >
      <b className="font-medium break-words">{name}</b>
      {permissions
        ? ` may ${permissionsInWords(permissions)}${limitNanos === null ? '' : `, for up to ${formatUsdExact(limitNanos)} a month`}. `
        : ' keeps its name, permissions, limit and history. '}
      If the key leaks, regenerate it: the old one stops working at once.
    </ShownSecret>
  )
}
