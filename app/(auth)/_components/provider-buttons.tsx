'use client'

import { signIn } from 'next-auth/react'
import { useState } from 'react'
import { OrDivider } from '@/components/shell/auth-shell'
import { Button } from '@/components/ui/button'

export interface ProviderButtonsProps {
  providers: readonly { id: string; name: string }[]
  /** Where to go after. */
  next: string
}

/** One button for each provider that is configured; nothing where there is none. */
export function ProviderButtons({ providers, next }: ProviderButtonsProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  if (providers.length === 0) return null
  return (
    <>
      <OrDivider />
      <div className="grid gap-2">
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            size="lg"
            pending={chosen === id}
            disabled={chosen !== null}
            onClick={() => {
              setChosen(id)
              void signIn(id, { callbackUrl: next }).catch(() => setChosen(null))
            }}
          >
            Continue with {name}
          </Button>
        ))}
      </div>
    </>
  )
}
