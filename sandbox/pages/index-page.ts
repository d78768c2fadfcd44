import { html } from 'hono/html'
import type { Move } from '@/sandbox/clock-move'
import { inWords, nextMonthStart } from '@/sandbox/clock-move'

export interface IndexFacts {
  now: Date
  offsetMs: number
  lastMove: Move | undefined
  webUrl: string
  smtpPort: number
  mails: number
  providers: readonly string[]
  requestsServed: number
}

export const indexCss = `
.time{font-size:20px;line-height:28px;font-weight:550;letter-spacing:-.014em;margin-bottom:2px}
.clock form{margin-top:16px;display:grid;gap:12px}.clock .row input{flex:1 1 200px}
.clock{grid-column:1/-1}
td.mono{white-space:nowrap}
`

const cards = [
  ['4242 4242 4242 4242', 'Works'],
  ['4000 0025 0000 3155', 'Asks to authenticate, then works'],
  ['4000 0027 6000 3184', 'Asks to authenticate every time'],
  ['5555 5555 5555 4444', 'Works (Mastercard)'],
  ['4000 0082 6000 3178', 'Asks to authenticate, later lacks funds'],
  ['4000 0000 0000 0341', 'Saves, then every charge fails'],
  ['4000 0000 0000 0259', 'Works, then is disputed'],
  ['4000 0000 0000 0002', 'Declined'],
  ['4000 0000 0000 9995', 'Declined, insufficient funds'],
  ['4000 0000 0000 0069', 'Declined, expired'],
  ['4000 0000 0000 0127', 'Declined, wrong CVC'],
] as const

const distance = (offsetMs: number): string => {
  if (Math.abs(offsetMs) < 60_000) return 'The same as real time.'
  const minutes = Math.round(Math.abs(offsetMs) / 60_000)
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60)]
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes % 60 && `${minutes % 60} min`].filter(
    Boolean,
  )
  return `${parts.join(' ')} ${offsetMs > 0 ? 'ahead of' : 'behind'} real time.`
}

const clockCard = ({ now, offsetMs, lastMove }: IndexFacts) => html`
  <section class="card clock">
    <header><h2>Clock</h2></header>
    <div class="body">
      ${lastMove ? html`<p class="note ${lastMove.ok ? 'good' : 'bad'}" role="status">${lastMove.message}</p>` : ''}
      <p class="time"><time datetime="${now.toISOString()}">${inWords(now)}</time></p>
      <p class="mono quiet">${now.toISOString().slice(0, 19)}Z</p>
      <p class="quiet">
        The platform’s time. ${distance(offsetMs)} Limits reset and months close when it passes the 1st.
      </p>
      <form method="post" action="/clock/move">
        <div>
          <label for="to">Move the clock to (UTC)</label>
          <div class="row">
            <input
              id="to"
              name="to"
              type="datetime-local"
              value="${nextMonthStart(now).toISOString().slice(0, 16)}"
            />
            <button class="btn primary">Move the clock</button>
          </div>
        </div>
        <div class="row">
          <button class="btn" name="step" value="hour" formnovalidate>+1 hour</button>
          <button class="btn" name="step" value="day" formnovalidate>+1 day</button>
          <button class="btn" name="step" value="month" formnovalidate>1st of next month, 00:10 UTC</button>
        </div>
      </form>
      <p class="faint" style="margin-top:12px">
        It only moves forward. A move over a month’s end takes some seconds: it closes the month.
      </p>
    </div>
  </section>
`

const stripeCard = html`
  <section class="card">
    <header>
      <h2>Stripe</h2>
      <a href="/_stripe">Events and faults</a>
    </header>
    <table>
      <thead>
        <tr>
          <th scope="col">Test card</th>
          <th scope="col">What it does</th>
        </tr>
      </thead>
      <tbody>
        ${cards.map(
          ([number, effect]) =>
            html`<tr>
              <td class="mono">${number}</td>
              <td>${effect}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <div class="body">
      <p class="faint">Any future date, any three digits. Real card numbers do not belong here.</p>
    </div>
  </section>
`

const mailCard = ({ mails, smtpPort }: IndexFacts) => html`
  <section class="card">
    <header>
      <h2>Mail</h2>
      <a href="/mail">Open the mail box</a>
    </header>
    <div class="body">
      <dl class="facts">
        <div>
          <dt>Messages</dt>
          <dd>${mails}</dd>
        </div>
        <div>
          <dt>SMTP</dt>
          <dd class="mono">smtp://127.0.0.1:${smtpPort}</dd>
        </div>
        <div>
          <dt>As JSON</dt>
          <dd><a href="/mail/api/messages">/mail/api/messages</a></dd>
        </div>
      </dl>
    </div>
  </section>
`

const modelsCard = ({ providers, requestsServed }: IndexFacts) => html`
  <section class="card">
    <header>
      <h2>Models</h2>
      <span class="faint">${requestsServed} requests served</span>
    </header>
    <div class="body">
      <dl class="facts">
        ${providers.map(
          name =>
            html`<div>
              <dt>${name}</dt>
              <dd class="mono"><a href="/models/${name}/v1/models">/models/${name}/v1</a></dd>
            </div>`,
        )}
        <div>
          <dt>Pace and faults</dt>
          <dd><a href="/models/_control">/models/_control</a></dd>
        </div>
        <div>
          <dt>What they would bill</dt>
          <dd><a href="/models/_bill">/models/_bill</a></dd>
        </div>
      </dl>
    </div>
  </section>
`

/** The sandbox's front page: what it plays, and the clock. */
export const indexBody = (facts: IndexFacts) => html`
  <div class="head">
    <h1>Sandbox</h1>
    <p>
      It plays Stripe, the model providers and a mail box for <a href="${facts.webUrl}">the platform</a>, all
      on this machine.
    </p>
  </div>
  <div class="grid">
    ${clockCard(facts)} ${stripeCard}
    <div>
      ${mailCard(facts)}
      <div style="height:16px"></div>
      ${modelsCard(facts)}
    </div>
  </div>
`
