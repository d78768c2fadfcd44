import { Badge, type Tone } from '@/components/ui/badge'
import type { Standing, StandingReason } from '@/lib/billing/standing'

export const standingWords: Readonly<Record<Standing, { readonly label: string; readonly tone: Tone }>> = {
  free: { label: 'Free', tone: 'neutral' },
  active: { label: 'Active', tone: 'positive' },
  past_due: { label: 'Past due', tone: 'caution' },
  suspended: { label: 'Suspended', tone: 'danger' },
}

export const reasonWords: Readonly<Record<StandingReason, string>> = {
  no_card: 'no card is saved',
  paid_up: 'a card, and nothing owed',
  payment_failed: 'a payment failed',
  grace_over: 'unpaid for more than seven days',
  owes_without_card: 'owes, and has no card',
  held: 'held by an operator',
  disputed: 'a payment is disputed',
}

/** Where an account stands; a hold says more than the suspension it brings. */
export function StandingBadge({ standing, heldAt }: { standing: Standing; heldAt: Date | null }) {
  if (heldAt) return <Badge tone="danger">On hold</Badge>
  const { label, tone } = standingWords[standing]
  return <Badge tone={tone}>{label}</Badge>
}
