import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const message = z.object({
  id: z.string(),
  /** Every recipient of the envelope, blind copies included. */
  recipients: z.array(z.string()),
  from: z.string(),
  subject: z.string(),
  text: z.string(),
  /** Null when the message has no HTML part. */
  html: z.string().nullable(),
  /** When it arrived, by the sandbox's clock. */
  date: z.iso.datetime(),
})
export type MailMessage = z.infer<typeof message>

const mostMessages = 500
const fileName = /^[0-9a-z]+\.json$/

/** The mail box: the latest 500 messages, each in a file of its own, so that they outlive a restart. */
export interface MailStore {
  /** Stores a message; once it resolves, the message is on disk. */
  add(given: Omit<MailMessage, 'id'>): Promise<MailMessage>
  /** Newest first; `to` keeps those sent to this address, whatever its case. */
  list(to?: string): MailMessage[]
  get(id: string): MailMessage | undefined
  clear(): Promise<void>
}

const read = (file: string): MailMessage[] => {
  try {
    return [message.parse(JSON.parse(readFileSync(file, 'utf8')))]
  } catch {
    return [] // A file that a crash left half written is no message.
  }
}

const readAll = (dir: string): MailMessage[] =>
  readdirSync(dir)
    .filter(file => fileName.test(file))
    .sort()
    .flatMap(file => read(join(dir, file)))

export const createMailStore = (dataDir: string): MailStore => {
  const dir = join(dataDir, 'mail')
  mkdirSync(dir, { recursive: true })
  let messages = readAll(dir)
  let sequence = 0
  const pathOf = ({ id }: { id: string }) => join(dir, `${id}.json`)
  const nextId = () => {
    sequence = (sequence + 1) % 46_656
    return Date.now().toString(36).padStart(9, '0') + sequence.toString(36).padStart(3, '0')
  }
  return {
    add: async given => {
      const added = { id: nextId(), ...given }
      await writeFile(`${pathOf(added)}.new`, JSON.stringify(added))
      await rename(`${pathOf(added)}.new`, pathOf(added))
      messages.push(added)
      const old = messages.slice(0, Math.max(0, messages.length - mostMessages))
      messages = messages.slice(old.length)
      await Promise.all(old.map(gone => rm(pathOf(gone), { force: true })))
      return added
    },
    list: to => {
      const address = to?.trim().toLowerCase()
      const kept = address
        ? messages.filter(one => one.recipients.some(each => each.toLowerCase() === address))
        : messages
      return kept.toReversed()
    },
    get: id => messages.find(one => one.id === id),
    clear: async () => {
      const gone = messages
      messages = []
      await Promise.all(gone.map(one => rm(pathOf(one), { force: true })))
    },
  }
}
