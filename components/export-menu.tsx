'use client'

import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Menu, MenuItem, MenuLabel } from '@/components/ui/dropdown-menu'

export interface ExportChoice {
  readonly href: string
  /** `Usage, CSV`. */
  readonly label: string
  /** What the file holds: its days or months, and whether filters apply. */
  readonly range: string
}

/** Files of what a page shows, each with the range it holds. */
export function ExportMenu({ choices }: { choices: readonly ExportChoice[] }) {
  return (
    <Menu
      trigger={
        <Button collapse>
          <Download aria-hidden="true" />
          <span>Export</span>
        </Button>
      }
    >
      {choices.map(({ href, label, range }) => (
        <div key={href} role="group" aria-label={range}>
          <MenuLabel>{range}</MenuLabel>
          {/* No `download` attribute: the answer says so itself, and one that is no file is shown, not saved. */}
          <MenuItem asChild>
            <a href={href}>
              <Download aria-hidden="true" strokeWidth={1.75} />
              {label}
            </a>
          </MenuItem>
        </div>
      ))}
    </Menu>
  )
}
