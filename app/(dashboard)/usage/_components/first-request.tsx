import { ChartColumn } from 'lucide-react'
import { apiSamples } from '@/components/api-samples'
import { EmptyState } from '@/components/empty-state'
import { ButtonLink } from '@/components/ui/button'
import { Card, CardBody } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { env } from '@/lib/env'
import type { Standing } from '@/lib/billing/standing'

/** What stands here before the first request: what will, and the one next step to get there. */
export function FirstRequest({ standing, hasKey }: { standing: Standing; hasKey: boolean }) {
  const step = standing === 'free' ? 'billing' : hasKey ? 'request' : 'key'
  return (
    <Card>
      <EmptyState
        as="h2"
        icon={<ChartColumn aria-hidden="true" />}
        title="No requests yet"
        className="pb-8"
        actions={
          step === 'billing' ? (
            <ButtonLink variant="primary" href="/billing">
              Set up billing
            </ButtonLink>
          ) : step === 'key' ? (
            <ButtonLink variant="primary" href="/keys">
              Create an API key
            </ButtonLink>
          ) : undefined
        }
      >
        {step === 'billing'
          ? 'Spend, requests and tokens will stand here by key, endpoint and model. The API answers once billing is set up; it takes a minute.'
          : 'Spend, requests and tokens will stand here by key, endpoint and model, within two seconds of a request.'}
      </EmptyState>
      <CardBody className="mx-auto max-w-[680px] pb-8">
        <CodeBlock title="A first request" samples={apiSamples(env().apiBaseUrl, '$SERIKA_API_KEY')} />
      </CardBody>
    </Card>
  )
}
