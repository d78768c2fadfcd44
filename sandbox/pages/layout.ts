import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { pageCss } from '@/sandbox/pages/style'

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

interface Page {
  title: string
  /** What is marked in the navigation. */
  current?: '/' | '/mail' | '/_stripe'
  /** Reload by itself after this many seconds. */
  refreshSeconds?: number
  css?: string
  body: Markup
}

export const notFoundBody = html`<div class="head">
  <h1>Not found</h1>
  <p>
    There is nothing here, or it is gone: the mail box keeps the latest 500 messages.
    <a href="/">Go to the overview</a>.
  </p>
</div>`

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 14 14'%3E%3Crect width='14' height='14' rx='3' fill='%23a16207'/%3E%3Cpath d='M5 4h6M4 7h6M3 10h6' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E"

const sections = [
  ['/', 'Overview'],
  ['/mail', 'Mail box'],
  ['/_stripe', 'Stripe'],
] as const

const logo = raw(
  '<svg viewBox="0 0 14 14" aria-hidden="true" fill="currentColor"><rect x="4" y="1" width="9" height="3" rx="1.5"/><rect x="2.5" y="5.5" width="9" height="3" rx="1.5"/><rect x="1" y="10" width="9" height="3" rx="1.5"/></svg>',
)

const policy =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Answers with a page of the sandbox: its band, its navigation, and a policy under which no script runs. */
export const page = (c: Context, { title, current, refreshSeconds, css = '', body }: Page) => {
  c.header('content-security-policy', policy)
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          ${refreshSeconds ? html`<meta http-equiv="refresh" content="${refreshSeconds}" />` : ''}
          <link rel="icon" href="${icon}" />
          <title>${title} · Sandbox</title>
          <style>
            ${raw(pageCss + css)}
          </style>
        </head>
        <body>
          <div class="band">
            <p>
              <b>Sandbox.</b> It stands in for the outside world. No card is charged and no mail leaves this
              machine.
            </p>
          </div>
          <header class="top">
            <a class="name" href="/">${logo} Serika <span class="badge caution">Sandbox</span></a>
            <nav aria-label="Sandbox">
              ${sections.map(
                ([href, name]) =>
                  html`<a href="${href}" ${current === href ? raw('aria-current="page"') : ''}>${name}</a>`,
              )}
            </nav>
          </header>
          <main>${body}</main>
        </body>
      </html>`,
  )
}
