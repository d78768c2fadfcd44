import type { Clock } from '@/sandbox/clock'

export type Move = { ok: boolean; message: string }

const answerMs = 300_000
const hourMs = 3_600_000

/** What the form asks for: a moment in UTC (`2026-12-01T00:10`), or one of the steps. */
export const targetOf = (form: { to?: string; step?: string }, now: Date): Date | undefined => {
  if (form.step === 'hour') return new Date(now.getTime() + hourMs)
  if (form.step === 'day') return new Date(now.getTime() + 24 * hourMs)
  if (form.step === 'month') return nextMonthStart(now)
  const [moment] = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.exec(form.to ?? '') ?? []
  const to = new Date(`${moment}Z`)
  const exists = moment !== undefined && !Number.isNaN(to.getTime()) && to.toISOString().startsWith(moment)
  return exists ? to : undefined
}

/** The next 1st of a month at 00:10 UTC. */
export const nextMonthStart = (now: Date): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 0, 10))

export const inWords = (moment: Date): string =>
  `${moment.toLocaleString('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' })} UTC`

const complaintIn = (body: string): string => {
  try {
    const parsed: unknown = JSON.parse(body)
    const error = typeof parsed === 'object' && parsed !== null && 'error' in parsed ? parsed.error : parsed
    if (typeof error === 'string') return error
    if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
  } catch {
    // Not JSON: the status alone has to do.
  }
  return ''
}

/**
 * Asks the platform to move its clock. The platform moves its own time first and then sets the sandbox's, so a move that
 * it refuses changes nothing here either.
 */
export const moveClock = async (
  to: Date | undefined,
  { clock, webUrl, controlToken }: { clock: Clock; webUrl: string; controlToken: string },
): Promise<Move> => {
  if (!to) return { ok: false, message: 'Give a date and a time, such as 2026-12-01 00:10 (UTC).' }
  if (to <= clock.now()) {
    const present = inWords(clock.now())
    return { ok: false, message: `The clock only moves forward: it is ${present} now. Nothing was changed.` }
  }
  try {
    const answer = await fetch(`${webUrl}/api/demo/clock`, {
      method: 'POST',
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: to.toISOString() }),
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    })
    const body = await answer.text()
    if (answer.ok) return { ok: true, message: `The clock was moved to ${inWords(to)}.` }
    return {
      ok: false,
      message: `The platform did not move its clock (${answer.status}). ${complaintIn(body)}`.trim(),
    }
  } catch (error) {
    const reason =
      error instanceof Error && error.name === 'TimeoutError' ? 'did not finish in time' : 'cannot be reached'
    return {
      ok: false,
      message: `The platform at ${webUrl} ${reason}. See what time it is here before you try again.`,
    }
  }
}
