import { CircleX, CreditCard, Gauge, RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card, CardHeader } from '@/components/ui/card'

/** The promise of a limit, step by step. */
export function WhatHappens({ limit, resets }: { limit: string; resets: string }) {
  const steps: readonly { icon: ReactNode; text: ReactNode }[] = [
    {
      icon: <Gauge aria-hidden="true" />,
      text: 'Before a request is sent, the most it may cost is set aside. What it did not cost is free again when it ends.',
    },
    {
      icon: <CircleX aria-hidden="true" className="text-dan" />,
      text: (
        <>
          When {limit} cannot pay what a request may cost, it is refused and costs nothing:{' '}
          <code className="font-mono text-12">429 account_spend_limit_exceeded</code>. Those in flight finish.
        </>
      ),
    },
    {
      icon: <CreditCard aria-hidden="true" />,
      text: `You are never charged more than ${limit} for the month’s usage. Tax and amounts carried over from earlier months come on top.`,
    },
    {
      icon: <RefreshCw aria-hidden="true" className="text-pos" />,
      text: `Requests work again on ${resets}, or at once when the limit is raised.`,
    },
  ]
  return (
    <Card>
      <CardHeader title="What happens at the limit" />
      <ol className="grid gap-3.5 p-4 text-13">
        {steps.map(({ icon, text }, i) => (
          <li key={i} className="grid grid-cols-[16px_minmax(0,1fr)] gap-3 [&_svg]:mt-0.5 [&_svg]:size-4">
            {icon}
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </Card>
  )
}
