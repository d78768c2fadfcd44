import { Note } from '@/components/ui/alert'

const notices: Readonly<Record<string, { tone: 'neutral' | 'caution' | 'info'; text: string }>> = {
  complete: {
    tone: 'info',
    text: 'Your card is saved. Every key of this account works with every model now.',
  },
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

/** How the visit to Checkout ended. */
export function SetupNotice({ setup }: { setup: string | undefined }) {
  const notice = setup === undefined ? undefined : notices[setup]
  return notice ? (
    <Note tone={notice.tone} live>
      {notice.text}
    </Note>
  ) : null
}
