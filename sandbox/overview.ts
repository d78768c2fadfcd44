import { Hono } from 'hono'
import type { Clock } from '@/sandbox/clock'
import { moveClock, targetOf, type Move } from '@/sandbox/clock-move'
import type { MailStore } from '@/sandbox/mail/store'
import type { Bill } from '@/sandbox/models/bill'
import { providers } from '@/sandbox/models/control'
import { indexBody, indexCss } from '@/sandbox/pages/index-page'
import { page } from '@/sandbox/pages/layout'

interface Parts {
  clock: Clock
  mail: MailStore
  bill: Bill
  smtpPort: number
  webUrl: string
  controlToken: string
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** `/` shows what the sandbox plays; `POST /clock/move` has the platform move its clock and shows on `/` what came of it. */
export const overview = ({ clock, mail, bill, smtpPort, webUrl, controlToken }: Parts) => {
  let lastMove: Move | undefined
  return new Hono()
    .get('/', c => {
      const body = indexBody({
        now: clock.now(),
        offsetMs: clock.offsetMs,
        lastMove,
        webUrl,
        smtpPort,
        mails: mail.list().length,
        providers,
        requestsServed: bill.read().totals.requests,
      })
      return page(c, { title: 'Overview', current: '/', css: indexCss, body })
    })
    .post('/clock/move', async c => {
      const form = await c.req.parseBody()
      const to = targetOf({ to: textOf(form.to), step: textOf(form.step) }, clock.now())
      lastMove = await moveClock(to, { clock, webUrl, controlToken })
      return c.redirect('/', 303)
    })
}
