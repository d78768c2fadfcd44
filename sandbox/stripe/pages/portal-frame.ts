import type { Context } from 'hono'
import { html } from 'hono/html'
import { hostedPage, merchantMark, merchantName, type Markup } from '@/sandbox/stripe/pages/layout'
import type { Visit } from '@/sandbox/stripe/resources/portal-sessions'

interface PortalPage {
  title: string
  body: Markup
  script?: string
  status?: 200 | 400 | 402
}

/** A page of the portal: whose it is and the way back beside it, what it is for in it. */
export function portalPage(c: Context, visit: Visit, { title, body, script, status }: PortalPage) {
  const { session, configuration } = visit
  const {
    headline,
    privacy_policy_url: privacy,
    terms_of_service_url: terms,
  } = configuration.business_profile
  return hostedPage(c, {
    title: `${title} · Sandbox`,
    band: html`<b>Sandbox portal.</b> This page stands in for Stripe. No card is charged, and no real card
      number belongs here.`,
    css: portalCss,
    leadsTo: [session.return_url, session.flow?.after_completion.redirect?.return_url],
    ...(script ? { script } : {}),
    ...(status ? { status } : {}),
    body: html`<div class="portal">
      <aside>
        <div class="side">
          <p class="merchant">${merchantMark}</p>
          <p class="headline">${headline ?? `Manage your billing with ${merchantName}`}</p>
          ${
            session.return_url
              ? html`<a class="return" href="${session.return_url}"
                  ><span aria-hidden="true">←</span> Return to ${merchantName}</a
                >`
              : ''
          }
          <p class="links">
            ${terms ? html`<a href="${terms}">Terms</a>` : ''}
            ${privacy ? html`<a href="${privacy}">Privacy</a>` : ''}
          </p>
        </div>
      </aside>
      <main>${body}</main>
    </div>`,
  })
}

/** The portal's first page, whatever flow the visit began with. */
export const home = ({ session }: Visit) => `${new URL(session.url).pathname}/home`

const portalCss = `
.portal{display:grid;grid-template-columns:minmax(260px,34%) minmax(0,1fr);min-height:calc(100vh - 41px)}
.portal aside{display:flex;justify-content:flex-end;border-right:1px solid var(--line);background:var(--inset)}
.side{width:300px;max-width:100%;padding:56px 40px 40px 24px}
.headline{margin:28px 0 20px;font-size:20px;line-height:28px;font-weight:550;letter-spacing:-.014em;text-wrap:balance}
.return{font-size:14px}.links{display:flex;gap:16px;margin-top:24px;font-size:12px}.links a{color:var(--text-2)}
.portal main{max-width:720px;width:100%;margin:0;padding:56px 48px 64px;background:var(--page)}
.portal main h1{font-size:20px;line-height:28px;letter-spacing:-.014em;margin-bottom:16px}
.part{margin-bottom:40px}.part>h2{font-size:14px;line-height:20px;padding-bottom:8px;border-bottom:1px solid var(--line)}
.part .add{display:inline-block;margin-top:12px;font-size:14px}
.rows li{display:flex;align-items:center;gap:8px 12px;flex-wrap:wrap;padding:12px 0;border-bottom:1px solid var(--line);font-size:14px}
.rows .what{display:flex;align-items:center;gap:8px;margin-right:auto;min-width:0}
.rows .brand{font-weight:550}.rows form{display:flex}
.link{border:0;padding:6px 0;background:none;color:var(--accent-text);font:400 13px/20px var(--sans);cursor:pointer;border-radius:4px}.link:hover{text-decoration:underline}
a.link{display:inline-block}
.about{padding-top:4px}.about>div{display:grid;grid-template-columns:140px minmax(0,1fr);gap:12px;padding:6px 0;font-size:14px}.about dt{color:var(--text-2)}.about dd{overflow-wrap:anywhere}
.history{table-layout:auto}.history th:first-child,.history td:first-child{padding-left:0}.history th:last-child,.history td:last-child{padding-right:0}
.history .figure{text-align:right;white-space:nowrap}
.badge.good{color:var(--pos);background:var(--pos-soft);border-color:var(--pos-line)}
.badge.bad{color:var(--dan);background:var(--dan-soft);border-color:var(--dan-line)}
.owed{display:flex;align-items:center;justify-content:space-between;gap:12px;padding:12px 16px;margin-bottom:12px;border:1px solid var(--cau-line);border-radius:8px;background:var(--cau-soft);font-size:14px}.owed.failed{border-color:var(--dan-line);background:var(--dan-soft)}.owed+.part{margin-top:28px}
.check{display:flex;align-items:center;gap:8px;margin:16px 0 0;font-weight:400}.check input{width:16px;height:16px}
.acts{display:flex;gap:8px;margin-top:24px}.acts .btn{height:40px;padding:0 16px;font-size:14px}
.btn.danger{background:var(--dan);border-color:var(--dan);color:var(--card)}
.lead{margin-bottom:16px}.terms{margin-top:16px}
.tax{display:grid;grid-template-columns:150px minmax(0,1fr);gap:12px}
.small{max-width:448px}
@media (max-width:860px){.portal{display:block;min-height:0}.portal aside{justify-content:flex-start;border:0;border-bottom:1px solid var(--line)}
.side{width:auto;padding:20px 16px}.headline{margin:16px 0 8px;font-size:16px;line-height:24px}.links{margin-top:8px}.links:empty{display:none}
.portal main{padding:24px 16px 40px}.part{margin-bottom:32px}}
@media (max-width:480px){.about>div{grid-template-columns:minmax(0,1fr);gap:0}.history .number{display:none}.tax{grid-template-columns:minmax(0,1fr);gap:8px}}
`
