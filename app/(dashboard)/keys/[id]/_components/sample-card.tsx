import { apiSamples } from '@/components/api-samples'
import { Card, CardBody } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import type { KeySummary } from '@/lib/keys/key'

export interface SampleCardProps {
  apiKey: KeySummary
  apiBaseUrl: string
  /** A free account: the sample is a request that it can make. */
  free: boolean
}

/** A request with the key, but for the secret, which nobody can be shown again. */
export function SampleCard({ apiKey: key, apiBaseUrl, free }: SampleCardProps) {
  const chat = !free && key.permissions.includes('text_generation')
  return (
    <Card>
      <CardBody>
        <CodeBlock
          title="A request with this key"
          samples={apiSamples(apiBaseUrl, key.masked, chat ? 'chat' : 'models')}
        />
        <p className="mt-2 text-12 text-2">
          Put the secret in the place of <span className="font-mono">{key.masked}</span>: we keep only a hash
          of it. If it is lost, regenerate the key.
        </p>
      </CardBody>
    </Card>
  )
}
