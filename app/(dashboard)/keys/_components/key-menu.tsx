'use client'

import {
  CircleDollarSign,
  CircleOff,
  CirclePlay,
  Ellipsis,
  Gauge,
  Pencil,
  RefreshCw,
  Trash2,
} from 'lucide-react'
import { IconButton } from '@/components/ui/button'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/dropdown-menu'
import type { KeyRow } from '@/lib/keys/key-list'
import { useKeyDialogs } from './key-dialogs'

/** What the person's role lets them do with keys. */
export interface KeyRights {
  readonly write: boolean
  /** Set what a key may spend. */
  readonly limit: boolean
}

export interface KeyMenuProps {
  apiKey: KeyRow
  may: KeyRights
  size?: 'sm' | 'md'
}

/** What can be done with one key. An expired one can only be deleted. */
export function KeyMenu({ apiKey, may, size = 'sm' }: KeyMenuProps) {
  const ask = useKeyDialogs()
  const { status, name } = apiKey
  if (!may.write && (!may.limit || status === 'expired')) return null
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${name}`} size={size}>
          <Ellipsis aria-hidden="true" />
        </IconButton>
      }
    >
      {status !== 'expired' && may.write ? (
        <MenuItem onSelect={() => ask({ act: 'edit', key: apiKey })}>
          <Pencil aria-hidden="true" />
          Edit…
        </MenuItem>
      ) : null}
      {status !== 'expired' && may.limit ? (
        <MenuItem onSelect={() => ask({ act: 'limit', key: apiKey })}>
          <CircleDollarSign aria-hidden="true" />
          Set limit…
        </MenuItem>
      ) : null}
      {may.write ? <WriteItems apiKey={apiKey} /> : null}
    </Menu>
  )
}

function WriteItems({ apiKey }: { apiKey: KeyRow }) {
  const ask = useKeyDialogs()
  return (
    <>
      {apiKey.status === 'expired' ? null : (
        <>
          <MenuItem onSelect={() => ask({ act: 'rates', key: apiKey })}>
            <Gauge aria-hidden="true" />
            Set rate limits…
          </MenuItem>
          <MenuSeparator />
          {apiKey.status === 'active' ? (
            <MenuItem onSelect={() => ask({ act: 'disable', key: apiKey })}>
              <CircleOff aria-hidden="true" />
              Disable…
            </MenuItem>
          ) : (
            <MenuItem onSelect={() => ask({ act: 'enable', key: apiKey })}>
              <CirclePlay aria-hidden="true" />
              Enable
            </MenuItem>
          )}
          <MenuItem onSelect={() => ask({ act: 'regenerate', key: apiKey })}>
            <RefreshCw aria-hidden="true" />
            Regenerate…
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuItem danger onSelect={() => ask({ act: 'delete', key: apiKey })}>
        <Trash2 aria-hidden="true" />
        Delete…
      </MenuItem>
    </>
  )
}
