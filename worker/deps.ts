import type { Db } from '@/db/client'
import type { Logger } from '@/lib/log'
import type { Mailer } from '@/lib/mail/send'
import type { StripeClient } from '@/lib/stripe/client'

/** What a job may use. */
export interface WorkerDeps {
  readonly db: Db
  readonly stripe: StripeClient
  readonly mailer: Mailer
  readonly log: Logger
  /** Platform time. */
  now(): Promise<Date>
}
