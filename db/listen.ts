import pg from 'pg'
import { cutWhenSilent } from './silence'

/** A connection that only listens. It is its own: notices never wait behind queries, and its round trip proves that they would arrive. */
export interface Listener {
  /** One round trip on the listening connection. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface ListenOptions {
  readonly channel: string
  /** Silence for so long counts as lost; ping more often than that. */
  readonly silenceMs: number
  onNotice(payload: string): void
  /** The connection broke; there will be no more notices. */
  onLost(error: Error): void
}

const goodbyeMs = 500

/** Opens a direct connection (not through a pooler, which would swallow notices) and listens on the channel. */
export async function openListener(url: string, options: ListenOptions): Promise<Listener> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'serika-listen',
    ...cutWhenSilent(options.silenceMs),
  })
  let listening = false
  const lost = (error: Error) => {
    if (!listening) return
    listening = false
    options.onLost(error)
  }
  client.on('error', lost)
  client.on('end', () => lost(new Error('the listening connection ended')))
  client.on('notification', message => options.onNotice(message.payload ?? ''))
  const close = async () => {
    listening = false
    // A half-open socket would keep a polite goodbye waiting for ever.
    const goodbye = client.end().catch(() => undefined)
    await Promise.race([goodbye, new Promise(resolve => setTimeout(resolve, goodbyeMs).unref())])
  }
  try {
    await client.connect()
    await client.query(`LISTEN ${client.escapeIdentifier(options.channel)}`)
    listening = true
  } catch (error) {
    await close()
    throw error
  }
  return {
    ping: async () => {
      await client.query('SELECT 1')
    },
    close,
  }
}
