import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { pageCss } from '@/sandbox/pages/style'

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

export interface HostedPage {
  title: string
  /** What the band on top says this page is. */
  band: Markup
  css?: string
  /** Runs inline; the policy names it by its hash. */
  script?: string
  /** Other sites a form of this page may lead to. */
  leadsTo?: (string | null | undefined)[]
  status?: 200 | 400 | 402 | 404 | 410
  body: Markup
}

/** A page that Stripe would host: its own frame, no navigation of the sandbox, and a policy as strict as it can be. */
export function hostedPage(c: Context, page: HostedPage) {
  const targets = [
    "'self'",
    ...new Set((page.leadsTo ?? []).flatMap(url => (url && URL.canParse(url) ? [new URL(url).origin] : []))),
  ]
  const script = page.script
    ? `'sha256-${createHash('sha256').update(page.script).digest('base64')}'`
    : "'none'"
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'unsafe-inline'; script-src ${script}; font-src 'self'; img-src 'self' data:; form-action ${targets.join(' ')}; base-uri 'none'; frame-ancestors 'none'`,
  )
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
  c.header('x-content-type-options', 'nosniff')
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <link rel="icon" href="data:," />
          <title>${page.title}</title>
          <style>
            ${raw(pageCss + hostedCss + (page.css ?? ''))}
          </style>
        </head>
        <body>
          <header class="band"><p>${page.band}</p></header>
          ${page.body} ${page.script ? raw(`<script>${page.script}</script>`) : ''}
        </body>
      </html>`,
    page.status ?? 200,
  )
}

/** A page with one thing to say, and at most one way on. */
export function notice(
  c: Context,
  {
    title,
    text,
    status,
    link,
  }: { title: string; text: string; status: 200 | 404 | 410; link?: { href: string; name: string } },
) {
  return hostedPage(c, {
    title,
    band: html`<b>Sandbox.</b> This page stands in for Stripe.`,
    status,
    body: html`<main class="narrow">
      <section class="card">
        <div class="body">
          <p class="merchant">${merchantMark}</p>
          <h1>${title}</h1>
          <p class="quiet">${text}</p>
          ${link ? html`<p class="next"><a class="btn" href="${link.href}">${link.name}</a></p>` : ''}
        </div>
      </section>
    </main>`,
  })
}

export const merchantName = 'Serika.dev'

export const merchantMark = html`${raw(
    '<svg viewBox="0 0 14 14" aria-hidden="true" fill="currentColor"><rect x="4" y="1" width="9" height="3" rx="1.5"/><rect x="2.5" y="5.5" width="9" height="3" rx="1.5"/><rect x="1" y="10" width="9" height="3" rx="1.5"/></svg>',
  )}
  Serika <span class="badge caution">Sandbox</span>`

const hostedCss = `
.merchant{display:flex;align-items:center;gap:8px;color:var(--text-2);font-size:13px}
.merchant svg{display:block;padding:4px;width:20px;height:20px;border-radius:5px;background:var(--text);color:var(--page)}
.btn.large{height:40px;width:100%;font-size:14px}
.btn[disabled]{opacity:.6;cursor:default}
.narrow{max-width:448px;padding-top:64px}
.narrow h1{font-size:20px;line-height:28px;letter-spacing:-.014em;margin:20px 0 4px}
.narrow .body{padding:24px}
.next{margin-top:20px}
.field{margin-top:16px}.field input,.field select{width:100%;height:40px}
.field input:focus,.field select:focus{outline:2px solid var(--focus);outline-offset:-1px;border-color:transparent}
.field input[aria-invalid=true]{border-color:var(--dan)}
.field .wrong{display:block;margin-top:6px;font-size:12px;line-height:16px;color:var(--dan)}
.label{font-size:13px;font-weight:550;margin-bottom:6px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}
.readonly{height:40px;display:flex;align-items:center;padding:0 12px;border:1px solid var(--line-control);border-radius:8px;background:var(--inset);color:var(--text-2);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
`
