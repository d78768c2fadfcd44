import { html } from 'hono/html'
import { faultKinds } from '@/sandbox/stripe/api/faults'
import type { ControlParts } from '@/sandbox/stripe/control/controls'
import { operations } from '@/sandbox/stripe/operations'
import { dateTime } from '@/sandbox/stripe/pages/format'
import type { StoredEvent } from '@/sandbox/stripe/types'
import type { Delivery } from '@/sandbox/stripe/webhooks/deliveries'

const shownEvents = 30
const shownRequests = 15

export function consoleBody(parts: ControlParts, wrong: string | undefined) {
  const { store, violations, deliveries } = parts.engine.parts
  const counts = deliveries.countByState()
  const events = store.page('event', [], { limit: shownEvents }).data
  return html`
    <div class="head">
      <h1>Stripe</h1>
      <p>
        What the sandbox’s Stripe did, and what should go wrong. The same controls answer JSON under
        <code>/_stripe/</code>. <a href="/_stripe/billing">Invoices, disputes, credit notes</a>
      </p>
    </div>
    ${wrong ? html`<p class="note bad" role="alert">${wrong}</p>` : ''}
    ${
      violations.count > 0
        ? html`<p class="note bad" role="alert">
            The sandbox broke Stripe’s contract ${violations.count} times.
            <a href="/_stripe/violations">See where</a>
          </p>`
        : ''
    }
    <div class="grid">${weatherCard(parts)} ${faultCard(parts)}</div>
    <section class="card gap">
      <header>
        <h2>Events</h2>
        <span class="quiet">
          ${store.count('event')} so far; deliveries: ${counts.delivered ?? 0} made, ${counts.pending ?? 0}
          waiting, ${(counts.failed ?? 0) + (counts.dropped ?? 0)} lost
        </span>
      </header>
      ${events.length === 0 ? nothingYet : html`<div class="scroll" role="region" aria-label="Events" tabindex="0">${eventTable(events, parts)}</div>`}
    </section>
    ${requestCard(parts)}
  `
}

const nothingYet = html`<div class="empty">
  <b>No events yet</b><span class="quiet">They appear as customers, cards and invoices change.</span>
</div>`

function weatherCard({ engine, search }: ControlParts) {
  const { weather } = engine.parts.deliveries
  return html`<section class="card">
    <header><h2>Webhook delivery</h2></header>
    <form class="body form" method="post" action="/_stripe/console/webhooks">
      <div class="three">
        ${number('delay_ms', 'Delay, ms', weather.delay_ms)}
        ${number('duplicates', 'Extra copies', weather.duplicates)}
        ${number('reorder_ms', 'Reorder within, ms', weather.reorder_ms)}
      </div>
      <label class="check"
        ><input type="checkbox" name="drop" ${weather.drop ? 'checked' : ''} /> Lose every event</label
      >
      <div class="row">
        <button class="btn primary">Set delivery</button>
        <button class="btn" name="fair" value="1">Back to normal</button>
      </div>
    </form>
    <form class="body form" method="post" action="/_stripe/console/search">
      <div class="three">${number('lag_s', 'Search lags, s', search.lagSeconds)}</div>
      <button class="btn">Set lag</button>
    </form>
  </section>`
}

const number = (name: string, label: string, value: number | '') =>
  html`<div>
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" inputmode="numeric" value="${value}" />
  </div>`

function faultCard({ faults }: ControlParts) {
  return html`<section class="card">
    <header><h2>Faults of the API</h2></header>
    <form class="body form" method="post" action="/_stripe/console/faults">
      <div class="two">
        <div>
          <label for="kind">What happens</label>
          <select id="kind" name="kind">
            ${faultKinds.map(kind => html`<option value="${kind}">${kind.replaceAll('_', ' ')}</option>`)}
          </select>
        </div>
        <div>
          <label for="operation">To which call</label>
          <select id="operation" name="operation">
            <option value="">Every call</option>
            ${[...operations.keys()].sort().map(name => html`<option>${name}</option>`)}
          </select>
        </div>
      </div>
      <div class="four">
        ${number('status', 'Status', '')} ${number('latency_ms', 'Latency, ms', '')}
        ${number('times', 'Times', '')} ${number('per_second', 'Limit, calls/s', '')}
      </div>
      <button class="btn primary">Add fault</button>
    </form>
    ${
      faults.list().length === 0
        ? ''
        : html`<ul class="faults">
            ${faults.list().map(
              rule =>
                html`<li>
                  <span>${describeFault(rule)}</span>
                  <form method="post" action="/_stripe/console/faults/${rule.id}/remove">
                    <button class="btn" aria-label="Remove ${describeFault(rule)}">Remove</button>
                  </form>
                </li>`,
            )}
          </ul>`
    }
  </section>`
}

function describeFault(rule: ReturnType<ControlParts['faults']['list']>[number]): string {
  const parts = [
    rule.kind.replaceAll('_', ' '),
    rule.status,
    rule.latency_ms && `${rule.latency_ms} ms`,
    rule.per_second && `${rule.per_second} a second`,
    rule.operation ?? 'every call',
  ]
  return [...parts.filter(Boolean), rule.times ? `${rule.times} times` : 'until removed'].join(', ')
}

const eventTable = (events: StoredEvent[], parts: ControlParts) =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">Event</th>
        <th scope="col">Webhook</th>
        <th scope="col">When, on the sandbox’s clock</th>
      </tr>
    </thead>
    <tbody>
      ${events.map(
        event =>
          html`<tr>
            <td><a href="/_stripe/events/${event.id}">${event.type}</a></td>
            <td>${parts.engine.parts.deliveries.latest(3, event.id).map(stateBadge)}</td>
            <td class="nowrap quiet">${dateTime(event.created)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`

const tones = { delivered: 'good', pending: 'caution', failed: 'bad', dropped: 'bad' } as const

const stateBadge = (delivery: Delivery) =>
  html`<span class="badge ${tones[delivery.state]}"
    >${delivery.state}${delivery.attempts > 1 ? ` after ${delivery.attempts}` : ''}</span
  > `

function requestCard({ requests }: ControlParts) {
  const latest = requests.latest(shownRequests)
  if (latest.length === 0) return ''
  return html`<section class="card">
    <header>
      <h2>Calls</h2>
      <span class="quiet">${requests.total} since the start</span>
    </header>
    <div class="scroll" role="region" aria-label="Calls" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col">Answer</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          ${latest.map(
            call =>
              html`<tr>
                <td class="mono">${call.method} ${call.path}</td>
                <td>
                  <span class="badge ${call.status >= 400 || call.status === 0 ? 'bad' : 'good'}"
                    >${call.status || 'dropped'}</span
                  >
                  ${call.replayed ? 'again' : ''}
                </td>
                <td class="nowrap quiet">${call.duration_ms} ms</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}

export function eventBody({ engine }: ControlParts, event: StoredEvent) {
  const deliveries = engine.parts.deliveries.latest(20, event.id)
  return html`
    <div class="head">
      <h1>${event.type}</h1>
      <p>${dateTime(event.created)} · <code>${event.id}</code> · <a href="/_stripe">All events</a></p>
    </div>
    <section class="card">
      <header>
        <h2>Deliveries</h2>
        <form method="post" action="/_stripe/console/events/${event.id}/resend">
          <button class="btn">Send again</button>
        </form>
      </header>
      <ul class="faults">
        ${deliveries.length === 0 ? html`<li class="quiet">No endpoint wants this event.</li>` : ''}
        ${deliveries.map(
          each =>
            html`<li>
              <span>${stateBadge(each)} ${each.last_status ?? ''} ${each.last_error ?? ''}</span>
              <span class="quiet">${each.attempts} attempts</span>
            </li>`,
        )}
      </ul>
    </section>
    <section class="card">
      <header><h2>Object</h2></header>
      <pre role="region" aria-label="Object" tabindex="0">${JSON.stringify(event.data, null, 2)}</pre>
    </section>
  `
}

export const consoleCss = `
.form{display:grid;gap:12px}.form input:not([type=checkbox]),.form select{width:100%}
.two{display:grid;grid-template-columns:1fr 1fr;gap:12px}.three{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:12px;align-items:end}
.four{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:12px;align-items:end}
.check{display:flex;align-items:center;gap:8px;font-weight:400;margin:0}.check input{width:16px;height:16px}
.form>.btn{justify-self:start}
.gap{margin-top:16px}.head p a{text-decoration:underline}
.faults li{display:flex;align-items:center;justify-content:space-between;gap:12px;padding:8px 16px;border-top:1px solid var(--line);font-size:13px;overflow-wrap:anywhere}
header+.faults li:first-child{border-top:0}
.badge.good{color:var(--pos);background:var(--pos-soft);border-color:var(--pos-line)}
.badge.bad{color:var(--dan);background:var(--dan-soft);border-color:var(--dan-line)}
pre{margin:0;padding:16px;overflow-x:auto;font:400 12px/18px var(--mono)}
.card>header{flex-wrap:wrap;padding-top:6px;padding-bottom:6px}
@media (max-width:480px){.two,.three,.four{grid-template-columns:minmax(0,1fr)}}
`
