import { createHash } from 'node:crypto'
import type { Db, DbOrTx } from '@/db/client'
import { enqueue } from '@/db/queues'
import type { TemplateData, TemplateName } from '@/lib/mail/templates'

export interface MailToSend<Name extends TemplateName> {
  readonly template: Name
  readonly to: string
  readonly data: TemplateData<Name>
  /** Names what makes this mail unique; a second one of the same key is dropped. */
  readonly dedupeKey: string
}

/** Queues a mail in the caller's transaction: it goes out if and only if that commits, and once. */
export async function enqueueMail<Name extends TemplateName>(
  db: Db,
  tx: DbOrTx,
  mail: MailToSend<Name>,
): Promise<void> {
  await enqueueStoredMail(db, tx, mail)
}

/** As `enqueueMail`, of a template and data that were stored: whether they fit, sending will tell. */
export async function enqueueStoredMail(
  db: Db,
  tx: DbOrTx,
  { template, to, data, dedupeKey }: { template: string; to: string; data: unknown; dedupeKey: string },
): Promise<void> {
  await enqueue(db, tx, 'mail', { template, to, data }, { id: uuidOf(`${template}|${dedupeKey}`) })
}

function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
