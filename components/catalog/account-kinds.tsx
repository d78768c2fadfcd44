import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { formatCount } from '@/lib/format'
import { billedRates, freeRates } from '@/lib/limits/rates'

export interface AccountKindsProps {
  /** Which one the reader has; missing where nobody is signed in. */
  current?: 'free' | 'billing'
  /** The way to the other: sign up, or Set Up Billing. */
  freeAction?: ReactNode
  billingAction?: ReactNode
  /** The level of the two titles. */
  as?: 'h2' | 'h3'
}

/** The two kinds of accounts, in the words of the billing guide. */
export function AccountKinds({ current, freeAction, billingAction, as = 'h3' }: AccountKindsProps) {
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Kind as={as} title="Free account" price="$0" isCurrent={current === 'free'} action={freeAction}>
        <Point>
          Limited character information: name, avatar and short description, up to{' '}
          {formatCount(freeRates.characterReadsPerDay ?? 0)} reads a day
        </Point>
        <Point>{formatCount(freeRates.requestsPerMinute)} requests a minute</Point>
        <Point>API keys, with the same base URL and clients</Point>
        <Point has={false}>No text or image generation: there is no free API tier</Point>
      </Kind>
      <Kind
        as={as}
        title="Account with billing"
        price="Pay as you go"
        isCurrent={current === 'billing'}
        action={billingAction}
      >
        <Point>
          Every model, premium ones included, like <Id>google/gemini-3-pro-preview</Id> and{' '}
          <Id>anthropic/claude-3.5-sonnet</Id>
        </Point>
        <Point>
          {formatCount(billedRates.requestsPerMinute)} requests and {formatCount(billedRates.tokensPerMinute)}{' '}
          tokens a minute
        </Point>
        <Point>
          Billed monthly through Stripe for what you used; the invoice comes on the 1st of the next month
        </Point>
        <Point>
          A monthly limit of your own: when usage reaches it, requests are rejected until the next month or
          until you raise it
        </Point>
        <Point>Existing keys gain access the moment billing is set up</Point>
      </Kind>
    </div>
  )
}

interface KindProps {
  as: 'h2' | 'h3'
  title: string
  price: string
  isCurrent: boolean
  action?: ReactNode
  children: ReactNode
}

function Kind({ as: Heading, title, price, isCurrent, action, children }: KindProps) {
  return (
    <Card className="flex flex-col p-5">
      <div className="flex items-center gap-2">
        <Heading className="text-14 font-medium">{title}</Heading>
        {isCurrent ? <Badge tone="accent">Yours</Badge> : null}
      </div>
      <p className="mt-1 text-20 font-medium">{price}</p>
      <ul className="mt-3 grid gap-2 text-13">{children}</ul>
      {action ? <div className="mt-auto pt-5">{action}</div> : null}
    </Card>
  )
}

function Point({ has = true, children }: { has?: boolean; children: ReactNode }) {
  const Icon = has ? Check : Minus
  return (
    <li className={has ? 'flex gap-2.5' : 'flex gap-2.5 text-2'}>
      <Icon
        className={has ? 'mt-0.5 size-4 shrink-0 text-pos' : 'mt-0.5 size-4 shrink-0 text-3'}
        strokeWidth={1.75}
        aria-hidden="true"
      />
      <span className="min-w-0">{children}</span>
    </li>
  )
}

const Id = ({ children }: { children: string }) => (
  <span className="font-mono text-12 break-words">{children}</span>
)
