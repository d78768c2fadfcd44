import { z } from 'zod'
import { expect } from '@/e2e/test'

const messages = z.array(z.object({ subject: z.string(), text: z.string() }))

/** The newest mail to the address whose subject matches, as soon as the worker has sent it. */
export async function mailTo(sandboxUrl: string, address: string, subject: RegExp): Promise<string> {
  let text: string | undefined
  await expect
    .poll(async () => {
      const answer = await fetch(`${sandboxUrl}/mail/api/messages?to=${encodeURIComponent(address)}`)
      text = messages.parse(await answer.json()).find(mail => subject.test(mail.subject))?.text
      return text !== undefined
    })
    .toBe(true)
  return text ?? ''
}

/** The first link in a mail that leads to the dashboard. */
export function linkIn(text: string, appUrl: string): string {
  const link = text.match(/https?:\/\/\S+/g)?.find(url => url.startsWith(appUrl))
  if (!link) throw new Error(`no link to ${appUrl} in: ${text}`)
  return link
}
