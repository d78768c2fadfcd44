import { createTransport } from 'nodemailer'
import { composeMail, queuedMailSchema } from '@/lib/mail/compose'
import type { Links } from '@/lib/mail/templates'

export interface MailerSettings extends Links {
  readonly smtpUrl: string
  readonly from: string
}

export interface Mailer {
  /** Sends one queued mail. Throws what the mail server said, or a zod error for a payload that no template knows. */
  send(payload: unknown): Promise<void>
  close(): void
}

/** Sends queued mails over SMTP, on few pooled connections with short deadlines: the queue is what waits, not the worker. */
export function createMailer({ smtpUrl, from, origin, secret }: MailerSettings): Mailer {
  const deadlines = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 3, ...deadlines })
  return {
    send: async payload => {
      const mail = composeMail(queuedMailSchema.parse(payload), { origin, secret })
      await transport.sendMail({ from, ...mail, headers: { 'Auto-Submitted': 'auto-generated' } })
    },
    close: () => transport.close(),
  }
}
