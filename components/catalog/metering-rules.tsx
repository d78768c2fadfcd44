import { Image, RefreshCw, Type } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card, CardBody, CardHeader } from '@/components/ui/card'

/** How usage becomes money, in the words of the billing guide. */
export function MeteringRules() {
  return (
    <Card>
      <CardHeader title="How usage is metered" />
      <CardBody className="grid gap-5 text-13 md:grid-cols-3">
        <Rule icon={<Type />} title="Text, by tokens">
          Input tokens, the messages you send, plus output tokens, the completions you get; each at the
          model&apos;s own price. A token is approximately 4 characters or 0.75 words in English.
        </Rule>
        <Rule icon={<Image />} title="Images, each">
          A fixed rate per image, regardless of the prompt&apos;s length. Some models have a price per size.
        </Rule>
        <Rule icon={<RefreshCw />} title="Failures, never">
          A request that fails before it answers is not charged. Nothing is rounded before the invoice, and
          there only once, to the cent.
        </Rule>
      </CardBody>
    </Card>
  )
}

function Rule({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:stroke-[1.75] [&>svg]:text-3">
      {icon}
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        <p className="mt-0.5 text-2">{children}</p>
      </div>
    </div>
  )
}
