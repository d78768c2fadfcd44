import type { ClockFollowers } from '@/lib/clock/commands'
import { env } from '@/lib/env'

/** Closing a month of demo data takes a while. */
const ANSWER_MS = 280_000

/** The processes that a moved demo clock takes along, reached over HTTP. Only in a demo, which always has a sandbox. */
export function clockFollowers(): ClockFollowers {
  const { sandbox, workerPort } = env()
  if (!sandbox) throw new Error('there is no sandbox to move the clock of')
  const { url, controlToken } = sandbox
  return {
    moveSandbox: offsetMs => post(`${url}/_clock`, controlToken, { offset_ms: offsetMs }),
    tickJobs: () => post(`http://127.0.0.1:${workerPort}/tick`, controlToken),
  }
}

async function post(url: string, token: string, body: object = {}): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
}
