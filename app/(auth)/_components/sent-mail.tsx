import { MailCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Note } from '@/components/ui/alert'
import { ResendForm } from './resend-form'

export interface SentMailProps {
  email: string
  /** The sandbox's mail box, in a demo. */
  mailBoxHref: string | null
  /** Offers to send the confirming link once more. */
  resend?: boolean
  children: ReactNode
}

/** The word that a mail is on its way. It reads the same whether the address is known or not. */
export function SentMail({ email, mailBoxHref, resend = false, children }: SentMailProps) {
  return (
    <div className="grid gap-4">
      <Note live icon={<MailCheck strokeWidth={1.75} aria-hidden="true" />}>
        We sent a mail to <b className="font-medium break-all">{email}</b>. {children}
      </Note>
      {mailBoxHref ? (
        <p className="text-13 text-2">
          No mail leaves this demo:{' '}
          <a href={mailBoxHref} target="_blank" rel="noreferrer" className="link font-medium">
            Open the mail box
          </a>
        </p>
      ) : null}
      {resend ? <ResendForm email={email} /> : null}
    </div>
  )
}
