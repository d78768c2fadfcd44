import { createTransport } from 'nodemailer'
import { composeMail, queuedMailSchema } from '@/lib/mail/compose'
import { toHeaders } from '@/lib/mail/headers'
import type { Links } from '@/lib/mail/templates/define'

export interface MailerSettings extends Links {
  readonly smtpUrl: string
  readonly from: string
}

export interface Mailer {
  /**
   * Sends the queued mail of that id. Sent again, it is the same message to whoever gets it: its Message-ID is made of the id.
   * Throws what the mail server said, or a zod error for a payload that no template knows.
   */
  send(id: string, payload: unknown): Promise<void>
  close(): void
}

/** Sends queued mails over SMTP, on few pooled connections with short deadlines: the queue is what waits, not the worker. */
export function createMailer({ smtpUrl, from, origin, secret }: MailerSettings): Mailer {
  const deadlines = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 3, ...deadlines })
  return {
    send: async (id, payload) => {
      const mail = composeMail(queuedMailSchema.parse(payload), { origin, secret })
      await transport.sendMail({ from, ...mail, ...toHeaders(id, from) })
    },
    close: () => transport.close(),
  }
}
