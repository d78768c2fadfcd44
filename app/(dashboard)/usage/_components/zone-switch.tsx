'use client'

import { useSyncExternalStore } from 'react'
import { SegmentedLinks } from '@/components/ui/segmented-control'
import { isTimeZone } from '@/lib/usage/zone'
import { usageHref, type UsageParams, type UsagePath } from '@/app/(dashboard)/usage/usage-href'

/** Places that were renamed: browsers still tell their zones by the old names. */
const renamed: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kiev': 'Europe/Kyiv',
}

const never = () => () => undefined

/** UTC, or the clock on the viewer's wall, which only the browser knows; and the zone of a shared link. */
export function ZoneSwitch({ params, path }: { params: UsageParams; path: UsagePath }) {
  const own = useSyncExternalStore(never, viewersZone, () => 'UTC')
  const zones = [...new Set(['UTC', own, params.zone])]
  if (zones.length === 1) return null
  return (
    <SegmentedLinks
      label="Time zone"
      options={zones.map(zone => ({
        label: zone === 'UTC' ? zone : (zone.split('/').at(-1) ?? zone).replaceAll('_', ' '),
        active: params.zone === zone,
        href: usageHref({ ...params, zone }, path),
      }))}
    />
  )
}

function viewersZone(): string {
  const told = Intl.DateTimeFormat().resolvedOptions().timeZone
  const zone = renamed[told] ?? told
  return isTimeZone(zone) && !/^Etc\/|^GMT$/.test(zone) ? zone : 'UTC'
}
