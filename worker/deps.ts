import type { Db } from '@/db/client'
import type { Logger } from '@/lib/log'
import type { Mailer } from '@/lib/mail/send'
import type { StripeClient } from '@/lib/stripe/client'
import type { ImageProviders } from '@/worker/jobs/image-providers'

/** What a job may use. */
export interface WorkerDeps {
  readonly db: Db
  readonly stripe: StripeClient
  readonly mailer: Mailer
  readonly images: ImageProviders
  readonly log: Logger
  /** Platform time. */
  now(): Promise<Date>
}
