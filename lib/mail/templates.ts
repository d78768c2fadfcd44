import type { z } from 'zod'
import { invoices } from '@/lib/mail/templates/invoices'
import { payments } from '@/lib/mail/templates/payments'
import { people } from '@/lib/mail/templates/people'
import { standing } from '@/lib/mail/templates/standing'

/**
 * Every mail of the platform. A queued mail holds the template's name and its data, never a secret: links are signed when
 * the mail goes out.
 */
export const templates = { ...people, ...invoices, ...payments, ...standing } as const

export type TemplateName = keyof typeof templates
/** Mails about an account's money, to everyone who minds it. */
export type BillingTemplate = Exclude<TemplateName, keyof typeof people>
export type TemplateData<Name extends TemplateName> = z.infer<(typeof templates)[Name]['data']>
