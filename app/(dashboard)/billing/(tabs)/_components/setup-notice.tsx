import { Note } from '@/components/ui/alert'
import type { Billing } from '@/lib/billing/queries'

const notices: Readonly<Record<string, { tone: 'neutral' | 'caution' | 'info'; text: string }>> = {
  complete: {
    tone: 'info',
    text: 'Your card is saved. Every key of this account works with every model now.',
  },
  complete_while_owing: {
    tone: 'info',
    text: 'Your card is saved, and invoices to come are charged to it. What is unpaid still has to be paid.',
  },
  details_saved: { tone: 'info', text: 'Saved. Your coming invoices will show it.' },
  canceled: {
    tone: 'neutral',
    text: 'Checkout was left before it was finished. Nothing has changed and no card was saved.',
  },
  open: {
    tone: 'neutral',
    text: 'Checkout is not finished yet. Nothing has changed; you can go on with it from here.',
  },
  expired: {
    tone: 'caution',
    text: 'That Checkout page had expired. Nothing has changed and no card was saved: start again.',
  },
  unknown: {
    tone: 'caution',
    text: 'That Checkout page does not belong to your account. Nothing has changed.',
  },
}

/** How a visit to Checkout, or to the invoice details, ended. */
export function SetupNotice({ outcome, billing }: { outcome: string | undefined; billing: Billing }) {
  const key = outcome === 'complete' && billing.standing !== 'active' ? 'complete_while_owing' : outcome
  const notice = key !== undefined && Object.hasOwn(notices, key) ? notices[key] : undefined
  return notice ? (
    <Note tone={notice.tone} live>
      {notice.text}
    </Note>
  ) : null
}
