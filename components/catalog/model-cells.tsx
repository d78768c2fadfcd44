import type { ReactNode } from 'react'
import { SortLink } from '@/components/sort-link'
import { Th } from '@/components/table'
import { Badge } from '@/components/ui/badge'
import { CopyButton } from '@/components/ui/copy-button'
import { modelsHref, type ModelParams, type SortKey } from './model-params'
import type { Offer } from './offer'

export interface ListProps {
  /** The page that the sort links lead to. */
  base: string
  params: ModelParams
}

interface SortHeadProps extends ListProps {
  column: SortKey
  label: string
  numeric?: boolean
  wideOnly?: boolean
}

/** A head that sorts up, then down, then back to the catalogue's own order. */
export function SortHead({ base, params, column, label, numeric, wideOnly }: SortHeadProps) {
  const sort = params.sort !== column ? undefined : params.descending ? 'descending' : 'ascending'
  const next =
    sort === 'descending'
      ? { sort: null, descending: false }
      : { sort: column, descending: sort === 'ascending' }
  return (
    <Th numeric={numeric} wideOnly={wideOnly} sort={sort}>
      <SortLink href={modelsHref(base, { ...params, ...next })} sort={sort} numeric={numeric}>
        {label}
      </SortLink>
    </Th>
  )
}

export function Tier({ tier }: { tier: Offer['tier'] }) {
  return tier === 'premium' ? <Badge tone="accent">Premium</Badge> : <Badge>Standard</Badge>
}

/** Name and id of a model; on a phone its tier too, whose column has no room there. `children` are badges. */
export function ModelName({ offer, children }: { offer: Offer; children: ReactNode }) {
  return (
    <div className="w-36 py-2 md:w-auto">
      <div className="flex items-center gap-2">
        <span className="truncate font-medium">{offer.name}</span>
        <span className="hidden gap-1 lg:flex">{children}</span>
      </div>
      <div className="flex items-center text-3">
        <span className="truncate font-mono text-12">{offer.id}</span>
        <CopyButton text={offer.id} label={`Copy ${offer.id}`} icon className="size-5! shrink-0 border-0" />
      </div>
      {offer.tier === 'premium' ? (
        <div className="mt-1 md:hidden">
          <Tier tier={offer.tier} />
        </div>
      ) : null}
    </div>
  )
}

/** A rate with all its decimals, lined up on the point by zeros that are not seen. */
export function AlignedRate({ said, decimals }: { said: string; decimals: number }) {
  return (
    <>
      {said}
      <span aria-hidden="true" className="invisible">
        {'0'.repeat(Math.max(0, decimals - decimalsOf(said)))}
      </span>
    </>
  )
}

export const decimalsOf = (said: string): number => said.split('.')[1]?.length ?? 0

export const countOf = (offers: readonly Offer[]) => (
  <span className="tnum">{offers.length === 1 ? '1 model' : `${offers.length} models`}</span>
)
