import { parseArgs } from 'node:util'
import { z } from 'zod'
import { env } from '@/lib/env'

/**
 * `npm run clock -- --to 2026-12-01T00:10:00Z` moves the demo's time forward, for every part of it, and returns when what
 * fell due meanwhile is done; without `--to` it says what time it is. Live mode has no such thing.
 */
async function main(): Promise<string> {
  const { values } = parseArgs({ options: { to: { type: 'string' } } })
  const { mode, appUrl, sandbox } = env()
  if (mode !== 'demo' || !sandbox)
    throw new Error(
      'Time cannot be moved here: the clock belongs to a running demo (MODE=demo), never to live mode.',
    )
  const to = values.to === undefined ? undefined : new Date(values.to)
  if (to && Number.isNaN(to.getTime()))
    throw new Error(`"${values.to}" is not a time: write it like 2026-12-01T00:10:00Z.`)
  const answer = await fetch(`${appUrl}/api/demo/clock`, {
    method: to ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.controlToken}` },
    ...(to ? { body: JSON.stringify({ to: to.toISOString() }) } : {}),
  })
  const body = answerSchema.parse(await answer.json())
  if ('error' in body) throw new Error(body.error.message)
  return `The platform's time is ${body.now}.`
}

const answerSchema = z.union([
  z.object({ now: z.string() }),
  z.object({ error: z.object({ message: z.string() }) }),
])

main().then(
  line => console.log(line),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  },
)
