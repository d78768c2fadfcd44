import type { ReactNode } from 'react'
import { getDb } from '@/app/_server/db'
import { getTimes } from '@/app/_server/times'
import { AuthShell } from '@/components/shell/auth-shell'
import { DemoBanner } from '@/components/shell/demo-banner'
import { RequestSample } from '@/components/shell/request-sample'
import { listModels } from '@/lib/catalog/queries'
import { env } from '@/lib/env'

export interface AuthPageProps {
  title: string
  description?: ReactNode
  children: ReactNode
}

/** The frame of every page before sign-in; beside the form one request at today's prices. */
export async function AuthPage({ title, description, children }: AuthPageProps) {
  const { sandbox } = env()
  return (
    <AuthShell
      title={title}
      description={description}
      banner={sandbox ? <DemoBanner sandboxHref={sandbox.url} /> : undefined}
      aside={<Sample />}
    >
      {children}
    </AuthShell>
  )
}

async function Sample() {
  const models = await listModels(getDb(), (await getTimes()).platformNow)
  const model =
    models.find(({ id }) => id === 'openai/gpt-5-mini') ?? models.find(({ kind }) => kind === 'text')
  const price = model?.prices.find(({ variant }) => variant === 'standard')
  if (!model || price?.inputNanos == null || price.outputNanos == null) return null
  return (
    <RequestSample
      model={model.id}
      inputTokens={14}
      outputTokens={11}
      inputNanos={price.inputNanos}
      outputNanos={price.outputNanos}
    />
  )
}

/** Where mails can be read in a demo; null where they leave for real mailboxes. */
export function mailBoxHref(): string | null {
  const { sandbox } = env()
  return sandbox?.parts.has('mail') ? `${sandbox.url}/mail` : null
}
