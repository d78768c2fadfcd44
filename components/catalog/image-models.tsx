import { Table, Td, Th } from '@/components/table'
import { Badge } from '@/components/ui/badge'
import { Card, CardHeader } from '@/components/ui/card'
import { formatUsdExact } from '@/lib/money'
import { AlignedRate, countOf, decimalsOf, ModelName, SortHead, Tier, type ListProps } from './model-cells'
import type { ImageOffer } from './offer'

export function ImageModels({ offers, base, params }: ListProps & { offers: readonly ImageOffer[] }) {
  const decimals = Math.max(
    2,
    ...offers.flatMap(offer => offer.sizes.map(({ imageNanos }) => decimalsOf(formatUsdExact(imageNanos)))),
  )
  return (
    <Card>
      <CardHeader
        title="Image models"
        note="A fixed price per image, whatever the prompt's length"
        actions={countOf(offers)}
      />
      <Table caption="Image models and their prices per image" density="tall">
        <thead>
          <tr>
            <SortHead {...{ base, params }} column="name" label="Model" />
            <Th wideOnly>Tier</Th>
            <Th>Sizes</Th>
            <SortHead {...{ base, params }} column="price" label="Per image" numeric />
          </tr>
        </thead>
        <tbody>
          {offers.map(offer => (
            <tr key={offer.id}>
              <Td>
                <ModelName offer={offer}>{offer.jobsOnly ? <Badge>Only as jobs</Badge> : null}</ModelName>
              </Td>
              <Td wideOnly>
                <Tier tier={offer.tier} />
              </Td>
              <Td className="py-2 text-2">
                {offer.sizes.map(({ size }) => (
                  <div key={size ?? 'any'}>{size ? size.replace('x', ' × ') : 'Any size'}</div>
                ))}
              </Td>
              <Td numeric className="py-2">
                {offer.sizes.map(({ size, imageNanos }) => (
                  <div key={size ?? 'any'}>
                    <AlignedRate said={formatUsdExact(imageNanos)} decimals={decimals} />
                  </div>
                ))}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}
