import { buffer } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { MailStore } from '@/sandbox/mail/store'

interface SmtpOptions {
  /** 0 takes a free port. */
  port: number
  store: MailStore
  now: () => Date
}

const mostBytes = 10 * 1024 * 1024

const receive = async (
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  { store, now }: SmtpOptions,
) => {
  const raw = await buffer(stream)
  if (stream.sizeExceeded) throw Object.assign(new Error('Message too large.'), { responseCode: 552 })
  const mail = await PostalMime.parse(raw)
  const { mailFrom, rcptTo } = session.envelope
  await store.add({
    recipients: rcptTo.map(({ address }) => address),
    from: mail.from?.name
      ? `${mail.from.name} <${mail.from.address}>`
      : (mail.from?.address ?? (mailFrom ? mailFrom.address : '')),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? null,
    date: now().toISOString(),
  })
}

/** Starts an SMTP server on loopback that takes mail for anyone, with any password or none, and keeps it in the store. */
export const startSmtp = async (options: SmtpOptions): Promise<{ port: number; close(): Promise<void> }> => {
  const server = new SMTPServer({
    banner: 'Sandbox mail box',
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: mostBytes,
    closeTimeout: 1_000,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onData: (stream, session, done) => {
      receive(stream, session, options).then(
        () => done(),
        (error: unknown) =>
          done(error instanceof Error ? error : new Error('The message could not be stored.')),
      )
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', reject)
      // A client that resets its connection is none of our concern.
      server.on('error', () => undefined)
      resolve()
    })
  })
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return { port, close: () => new Promise(resolve => server.close(resolve)) }
}
