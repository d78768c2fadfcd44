/** How the demo's data move the clock: over the same door that its button and `npm run clock` use. */
export interface ClockDoor {
  readonly appUrl: string
  readonly sandboxUrl: string
  readonly controlToken: string
}

/** Moves platform and sandbox forward, and returns when what fell due meanwhile (fold, month close, mails) is done. */
export async function moveClockTo({ appUrl, controlToken }: ClockDoor, to: Date): Promise<void> {
  await post(`${appUrl}/api/demo/clock`, { to: to.toISOString() }, controlToken)
}

/** Tells the sandbox alone how far its time is from real time; for the start in the past. */
export async function setSandboxClock(
  { sandboxUrl, controlToken }: ClockDoor,
  offsetMs: number,
): Promise<void> {
  await post(`${sandboxUrl}/_clock`, { offset_ms: offsetMs }, controlToken)
}

async function post(url: string, body: unknown, token: string): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  if (!answer.ok)
    throw new Error(`${new URL(url).pathname} answered ${answer.status}: ${await answer.text()}`)
}
