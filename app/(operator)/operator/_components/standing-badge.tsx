import { Badge, type Tone } from '@/components/ui/badge'
import type { Standing } from '@/lib/billing/standing'

export const standingWords: Readonly<Record<Standing, { readonly label: string; readonly tone: Tone }>> = {
  free: { label: 'Free', tone: 'neutral' },
  active: { label: 'Active', tone: 'positive' },
  past_due: { label: 'Past due', tone: 'caution' },
  suspended: { label: 'Suspended', tone: 'danger' },
}

/** Where an account stands; a hold says more than the suspension it brings. */
export function StandingBadge({ standing, heldAt }: { standing: Standing; heldAt: Date | null }) {
  if (heldAt) return <Badge tone="danger">On hold</Badge>
  const { label, tone } = standingWords[standing]
  return <Badge tone={tone}>{label}</Badge>
}
