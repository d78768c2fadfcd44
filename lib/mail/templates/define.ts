import { z } from 'zod'
import type { Fact, MailBlock, MailContent } from '@/lib/mail/content'
import { quoted } from '@/lib/mail/quoted'

/** What only the sender knows: the origin of links, and the secret that signs those which open something. */
export interface Links {
  readonly origin: string
  readonly secret: string
}

export interface Template<Data> {
  readonly data: z.ZodType<Data>
  /** Checks the data first: throws a zod error where they are not what the template needs. */
  readonly compose: (data: unknown, links: Links) => MailContent
}

export function define<Data>(
  data: z.ZodType<Data>,
  compose: (data: Data, links: Links) => MailContent,
): Template<Data> {
  return { data, compose: (raw, links) => compose(data.parse(raw), links) }
}

/** What somebody typed: whatever it holds, it stands in a sentence as a name. */
export const typed = z.string().transform(quoted)
/** A moment as JSON has it. */
export const moment = z.iso.datetime()
export const card = z.object({ brand: z.string(), lastFour: z.string() })

/** An invoice that a mail is about. */
export const aboutInvoice = z.object({
  accountName: typed,
  invoiceId: z.string(),
  /** Stripe's. */
  number: z.string().nullable(),
  /** `October 2026`. */
  period: z.string(),
  /** Stripe's page of it, which asks for no sign-in; whoever has the billing address may have no account. */
  hostedUrl: z.url({ protocol: /^https?$/ }).nullable(),
})
type AboutInvoice = z.infer<typeof aboutInvoice>

export const billingReason =
  'You get this mail because you own or manage this account at Serika Developers, do its billing, or have its billing address.'

export function invoiceUrl({ origin }: Links, { invoiceId }: Pick<AboutInvoice, 'invoiceId'>): string {
  return `${origin}/billing/invoices/${invoiceId}`
}

/** Account, number and month: what tells invoices apart. */
export function invoiceFacts({ accountName, number, period }: AboutInvoice): Fact[] {
  const invoice: Fact[] = number === null ? [] : [['Invoice', number]]
  return [['Account', accountName], ...invoice, ['Month', period]]
}

/** Where the receipt is, for whoever has no sign-in. */
export function receiptNote({ hostedUrl }: Pick<AboutInvoice, 'hostedUrl'>): MailBlock[] {
  return hostedUrl === null
    ? []
    : [{ kind: 'note', text: `Receipt and PDF at Stripe, without signing in: ${hostedUrl}` }]
}
