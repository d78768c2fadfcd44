'use client'

import { Plus } from 'lucide-react'
import { useKeyDialogs } from './key-dialogs'
import { Button } from '@/components/ui/button'

/** Opens the form for a new key. */
export function CreateKey() {
  const ask = useKeyDialogs()
  return (
    <Button variant="primary" onClick={() => ask({ act: 'create' })}>
      <Plus aria-hidden="true" />
      <span>Create key</span>
    </Button>
  )
}
