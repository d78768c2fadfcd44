import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { clockFollowers } from '@/app/_server/clock-followers'
import { getDb } from '@/app/_server/db'
import { getLog } from '@/app/_server/log'
import { moveClock } from '@/lib/clock/commands'
import { getPlatformNow } from '@/lib/clock/queries'
import { env } from '@/lib/env'

const bodySchema = z.object({ to: z.iso.datetime({ offset: true }) })

/** The platform's time. */
export async function GET(request: Request): Promise<Response> {
  return refusal(request) ?? Response.json({ now: (await getPlatformNow(getDb(), env().mode)).toISOString() })
}

/** Moves the demo's clock, for the sandbox's page and `npm run clock`; answers when what fell due meanwhile is done. */
export async function POST(request: Request): Promise<Response> {
  const refused = refusal(request)
  if (refused) return refused
  const body = bodySchema.safeParse(await request.json().catch(() => null))
  if (!body.success) return refuse(400, 'Send {"to": "2026-12-01T00:10:00Z"}.')
  try {
    const platform = { db: getDb(), mode: env().mode }
    const moved = await moveClock(platform, new Date(body.data.to), clockFollowers())
    return moved.ok ? Response.json({ now: moved.value.now.toISOString() }) : refuse(409, moved.error.message)
  } catch (error) {
    getLog().error({ err: error }, 'the clock was moved, but not everybody followed')
    const message =
      'The platform’s time was moved, but a process did not follow. Move it again, a little further.'
    return refuse(502, message)
  }
}

/** In live mode there is no such address; in a demo it is for those who hold the control token. */
function refusal(request: Request): Response | null {
  const { mode, sandbox } = env()
  if (mode !== 'demo' || !sandbox) return refuse(404, 'Not found.')
  const given = digest(request.headers.get('authorization') ?? '')
  if (timingSafeEqual(given, digest(`Bearer ${sandbox.controlToken}`))) return null
  return refuse(401, 'The control token is missing or wrong.')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status })
}
