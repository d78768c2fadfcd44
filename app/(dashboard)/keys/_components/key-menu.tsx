'use client'

import { CircleOff, CirclePlay, Ellipsis, RefreshCw, Trash2 } from 'lucide-react'
import { IconButton } from '@/components/ui/button'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/dropdown-menu'
import { useKeyDialogs, type KeyInHand } from './key-dialogs'

/** What can be done with one key. An expired one can only be deleted. */
export function KeyMenu({ apiKey }: { apiKey: KeyInHand }) {
  const ask = useKeyDialogs()
  const { status, name } = apiKey
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${name}`} size="sm">
          <Ellipsis aria-hidden="true" />
        </IconButton>
      }
    >
      {status === 'active' ? (
        <MenuItem onSelect={() => ask({ act: 'disable', key: apiKey })}>
          <CircleOff aria-hidden="true" />
          Disable
        </MenuItem>
      ) : null}
      {status === 'disabled' ? (
        <MenuItem onSelect={() => ask({ act: 'enable', key: apiKey })}>
          <CirclePlay aria-hidden="true" />
          Enable
        </MenuItem>
      ) : null}
      {status === 'expired' ? null : (
        <>
          <MenuItem onSelect={() => ask({ act: 'regenerate', key: apiKey })}>
            <RefreshCw aria-hidden="true" />
            Regenerate
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuItem danger onSelect={() => ask({ act: 'delete', key: apiKey })}>
        <Trash2 aria-hidden="true" />
        Delete
      </MenuItem>
    </Menu>
  )
}
