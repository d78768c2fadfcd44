import { z } from 'zod'
import { renderHtml } from '@/lib/mail/render'
import { renderText } from '@/lib/mail/render-text'
import { templates, type TemplateName } from '@/lib/mail/templates'
import type { Links } from '@/lib/mail/templates/define'

/** A mail as it waits in the queue. */
export const queuedMailSchema = z.object({
  template: z.enum(Object.keys(templates) as [TemplateName, ...TemplateName[]]),
  to: z.email(),
  data: z.unknown(),
})
export type QueuedMail = z.infer<typeof queuedMailSchema>

export interface ComposedMail {
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** The finished mail. Throws a zod error where the data are not what the template needs. */
export function composeMail(mail: QueuedMail, links: Links): ComposedMail {
  const content = templates[mail.template].compose(mail.data, links)
  return {
    to: mail.to,
    // Names in it are on one line already; nothing else may end the header either.
    subject: content.subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
    html: renderHtml(content),
    text: renderText(content),
  }
}
