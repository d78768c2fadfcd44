import { Hono } from 'hono'
import { html, raw } from 'hono/html'
import type { MailMessage, MailStore } from '@/sandbox/mail/store'
import { page } from '@/sandbox/pages/layout'

const css = `
.mail-row td{padding-top:10px;padding-bottom:10px}.mail-row a{color:var(--text);font-weight:550}
.mail-row td:first-child{max-width:1px;width:60%}.mail-row a,.mail-row .faint{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.mail-row td:nth-child(2){overflow-wrap:anywhere}
.tabs{display:flex;gap:20px;padding:0 16px;border-bottom:1px solid var(--line)}
.tabs a{height:40px;display:flex;align-items:center;font-size:13px;color:var(--text-2);border-bottom:2px solid transparent;margin-bottom:-1px}
.tabs a[aria-current]{color:var(--text);font-weight:550;border-color:var(--text)}
/* A mail without colours of its own shows as mail programs show it: black on white. */
iframe{display:block;width:100%;height:75vh;min-height:640px;border:0;background:#fff;color-scheme:light dark}
pre{margin:0;padding:16px;font:400 13px/20px var(--mono);white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:560px){.mail-list thead{display:none}.mail-list :is(table,tbody){display:block}.mail-list tr{display:block;padding:10px 16px;border-bottom:1px solid var(--line)}
.mail-list td,.mail-row td:first-child{display:block;width:auto;max-width:none;height:auto;padding:0;border:0;color:var(--text-2)}}
`

const when = (date: string) => `${date.slice(0, 10)} ${date.slice(11, 16)} UTC`

const link = /https?:\/\/[^\s<>"')\]]+/g
/** The text with its links clickable. */
const linked = (text: string) => {
  const parts: ReturnType<typeof html>[] = []
  let from = 0
  for (const match of text.matchAll(link)) {
    const url = match[0].replace(/[.,;:!?]+$/, '')
    parts.push(
      html`${text.slice(from, match.index)}<a href="${url}" target="_blank" rel="noreferrer">${url}</a>`,
    )
    from = match.index + url.length
  }
  return html`${parts}${text.slice(from)}`
}

const row = ({ id, recipients, subject, text, date }: MailMessage) => html`
  <tr class="mail-row">
    <td>
      <a href="/mail/${id}">${subject || 'No subject'}</a>
      <span class="faint">${text.trim().slice(0, 120)}</span>
    </td>
    <td>${recipients.join(', ')}</td>
    <td class="nowrap"><time datetime="${date}">${when(date)}</time></td>
  </tr>
`

const listBody = (messages: MailMessage[], to: string) => html`
  <div class="head">
    <h1>Mail box</h1>
    <p>
      Every mail that the platform sends lands here and goes no
      further${to ? html`. Showing mail to <b>${to}</b>, <a href="/mail">show all</a>` : ''}. The list
      refreshes by itself.
    </p>
  </div>
  <section class="card mail-list">
    ${
      messages.length === 0
        ? html`<div class="empty">
            <b>No mail yet</b>
            <p class="quiet">
              Sign up or ask for a password reset, and the message stands here within a second or two.
            </p>
          </div>`
        : html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Subject</th>
                  <th scope="col">To</th>
                  <th scope="col">Time</th>
                </tr>
              </thead>
              <tbody>
                ${messages.map(row)}
              </tbody>
            </table>
          </div>`
    }
  </section>
`

/** Links of the mail open in a tab of their own; the frame itself can neither run scripts nor reach this page. */
const framed = (mail: string) =>
  html`<iframe
    title="Message"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
    srcdoc="${`<base target="_blank">${mail}`}"
  ></iframe>`

const messageBody = (mail: MailMessage, view: 'html' | 'text') => html`
  <div class="head">
    <p><a href="/mail">Mail box</a></p>
    <h1>${mail.subject || 'No subject'}</h1>
  </div>
  <section class="card">
    <div class="body">
      <dl class="facts left">
        <div>
          <dt>From</dt>
          <dd>${mail.from}</dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>${mail.recipients.join(', ')}</dd>
        </div>
        <div>
          <dt>Time</dt>
          <dd>${when(mail.date)}</dd>
        </div>
      </dl>
    </div>
  </section>
  <section class="card">
    <nav class="tabs" aria-label="Form of the message">
      ${mail.html === null ? '' : html`<a href="/mail/${mail.id}" ${view === 'html' ? raw('aria-current="page"') : ''}>HTML</a>`}
      <a href="/mail/${mail.id}?view=text" ${view === 'text' ? raw('aria-current="page"') : ''}>Text</a>
    </nav>
    ${view === 'html' && mail.html !== null ? framed(mail.html) : html`<pre>${linked(mail.text || 'No text part.')}</pre>`}
  </section>
`

const asJson = ({ recipients, ...mail }: MailMessage) => ({ ...mail, to: recipients.join(', ') })

/** `/mail`, `/mail/:id`, and the same as JSON under `/mail/api/messages` (newest first; `?to=` filters by recipient). */
export const mailPages = (store: MailStore) =>
  new Hono()
    .get('/mail', c => {
      const to = c.req.query('to') ?? ''
      return page(c, {
        title: 'Mail box',
        current: '/mail',
        refreshSeconds: 5,
        css,
        body: listBody(store.list(to), to),
      })
    })
    .get('/mail/api/messages', c =>
      c.json(store.list(c.req.query('to')).map(asJson), 200, { 'cache-control': 'no-store' }),
    )
    .delete('/mail/api/messages', async c => {
      await store.clear()
      return c.body(null, 204)
    })
    .get('/mail/:id', c => {
      const mail = store.get(c.req.param('id'))
      if (!mail) return c.notFound()
      const view = mail.html === null || c.req.query('view') === 'text' ? 'text' : 'html'
      return page(c, {
        title: mail.subject || 'No subject',
        current: '/mail',
        css,
        body: messageBody(mail, view),
      })
    })
