'use client'

import { useActionState, useState } from 'react'
import { FileText, ImageIcon, MessageSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import { idle } from '@/app/_server/action-state'
import { Note } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { MoneyInput } from '@/components/ui/input'
import { parseLimit } from '@/lib/limits/limit'
import { beginSetup } from '@/app/(dashboard)/billing/(tabs)/actions'

export interface SetUpCardProps {
  canEdit: boolean
  /** Where Stripe's form is a part of one of our pages; null: Stripe's own page is used. */
  formHref: string | null
  /** The lowest price of a million input tokens and of an image, formatted. */
  cheapest: { tokens: string; image: string }
}

/** What stands in the Billing section before there is a card: what it costs, what it opens, and the one step. */
export function SetUpCard({ canEdit, formHref, cheapest }: SetUpCardProps) {
  const [state, action, pending] = useActionState(beginSetup, idle)
  const [limit, setLimit] = useState('50.00')
  const parsed = parseLimit(limit)
  const refused = state.status === 'error' ? state.fieldErrors.limit : undefined
  // Sent as an ordinary form, for a whole page load: what a page may embed is decided when its document is loaded.
  const target = formHref === null ? { action } : { action: formHref, method: 'get' }
  return (
    <Card>
      <form {...target} className="grid gap-6 p-6 md:grid-cols-[minmax(0,1fr)_300px]">
        <div className="grid content-start justify-items-start gap-3">
          <Badge>Free account</Badge>
          <h2 className="text-20 font-medium">Add a card to start generating</h2>
          <p className="max-w-[540px] text-14 text-2">
            You pay for the tokens and images you use, once a month. There is no fee to start, and nothing is
            charged today. The keys you already have gain access to every model at once.
          </p>
          {state.status === 'error' && state.message ? (
            <Note tone="danger" live>
              {state.message}
            </Note>
          ) : null}
          {canEdit ? (
            <div className="mt-2 flex flex-wrap items-center gap-3">
              <Button
                type="submit"
                variant="primary"
                size="lg"
                pending={pending}
                disabled={formHref !== null && !parsed.ok}
              >
                Set Up Billing
              </Button>
              <span className="text-13 text-2">
                {formHref === null ? 'Opens Stripe Checkout.' : 'Opens the card form of Stripe.'} About a
                minute.
              </span>
            </div>
          ) : (
            <p className="text-13 text-2">Owners, admins and billing members can set up billing.</p>
          )}
        </div>
        <Field
          label="Start with a monthly limit"
          hint="A hard stop: at the limit, requests are refused and nothing more is charged. Empty: only the operator's ceiling applies."
          error={formHref === null ? refused : parsed.ok ? undefined : parsed.error.message}
        >
          <MoneyInput
            name="limit"
            value={limit}
            onChange={event => setLimit(event.target.value)}
            disabled={!canEdit}
            after={<span className="shrink-0 text-13 text-3">a month</span>}
          />
        </Field>
      </form>
      <div className="grid border-t border-line md:grid-cols-3">
        <Fact icon={<MessageSquare aria-hidden="true" />} title="Text, per token">
          From {cheapest.tokens} per million input tokens. Input and output each have their own price.
        </Fact>
        <Fact icon={<ImageIcon aria-hidden="true" />} title="Images, fixed price">
          From {cheapest.image} an image, whatever the length of the prompt.
        </Fact>
        <Fact icon={<FileText aria-hidden="true" />} title="One invoice a month">
          Made on the 1st for the month before, charged to your card, listed here.
        </Fact>
      </div>
    </Card>
  )
}

function Fact({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="border-line px-6 py-5 max-md:border-t max-md:first:border-t-0 md:border-l md:first:border-l-0">
      <h3 className="flex items-center gap-2 text-13 font-medium [&_svg]:size-4 [&_svg]:text-2">
        {icon}
        {title}
      </h3>
      <p className="mt-1.5 text-13 text-2">{children}</p>
    </div>
  )
}
