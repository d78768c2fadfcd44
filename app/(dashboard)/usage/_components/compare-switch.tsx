'use client'

import { useRouter } from 'next/navigation'
import { useId, useOptimistic, useTransition } from 'react'
import { Switch } from '@/components/ui/switch'
import { usageHref, type UsageParams } from '@/app/(dashboard)/usage/usage-href'

/** Sets the period before beside this one. */
export function CompareSwitch({ params, previousName }: { params: UsageParams; previousName: string }) {
  const id = useId()
  const router = useRouter()
  const [, start] = useTransition()
  const [on, setOn] = useOptimistic(params.compare)
  const change = (compare: boolean) =>
    start(() => {
      setOn(compare)
      router.push(usageHref({ ...params, compare }), { scroll: false })
    })
  return (
    <span className="flex items-center gap-2">
      <Switch id={id} checked={on} onCheckedChange={change} />
      <label htmlFor={id} className="text-ink">
        Compare <span className="text-2 max-md:hidden">with {previousName}</span>
      </label>
    </span>
  )
}
