import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { demoAccounts } from '@/db/demo/profiles'
import { setSandboxClock, type ClockDoor } from '@/db/demo/clock'
import { seedMonths } from '@/db/demo/months'
import { countRefusals } from '@/db/demo/refusals'
import { freshSecret, makeMember, settleKeys, setUpBilling, type DemoMember } from '@/db/demo/people'
import { openDb, type Db } from '@/db/client'
import { env } from '@/lib/env'
import { getBilling } from '@/lib/billing/queries'
import { getClock } from '@/lib/clock/queries'
import { startClockAt } from '@/lib/clock/commands'
import { createStripe, type StripeClient } from '@/lib/stripe/client'
import { ensurePartitions } from '@/lib/usage/partitions/commands'

const DAY_MS = 86_400_000
const DAYS = 90

/**
 * Fills a sandbox system with ninety days of demo data: people, keys, Checkout, requests and closed months, all through the
 * commands, the settlement and the worker that real use goes through, on a clock that starts in the past. Runs once; a run
 * that was interrupted is taken up where it stopped.
 */
async function seed(
  db: Db,
  stripe: StripeClient,
  door: ClockDoor,
  say: (line: string) => void,
): Promise<DemoLogin> {
  const { dbNow, offsetMs } = await getClock(db, 'demo')
  const last = dbNow
  const first = new Date(Math.floor((last.getTime() - DAYS * DAY_MS) / DAY_MS) * DAY_MS)
  if (offsetMs === 0) await startInThePast(db, door, first)
  const password = randomBytes(9).toString('base64url')
  const { now } = await getClock(db, 'demo')
  const members: DemoMember[] = []
  for (const profile of demoAccounts) members.push(await makeMember(db, profile, password, now))
  for (const member of members)
    if ((await getBilling(member.ctx)).card === null) await setUpBilling(member, stripe, door.appUrl)
  await seedMonths(db, members, { first, last }, door, say)
  const finished = (await getClock(db, 'demo')).now
  for (const member of members) {
    await settleKeys(member, finished)
    await countRefusals(member, finished)
  }
  const [main] = members
  const [key] = main?.profile.keys ?? []
  if (!main || !key) throw new Error('the demo has no account')
  return {
    email: main.profile.email,
    password,
    apiKey: await freshSecret(main, key.name, finished),
    model: 'openai/gpt-5-mini',
  }
}

interface DemoLogin {
  readonly email: string
  readonly password: string
  readonly apiKey: string
  readonly model: string
}

async function startInThePast(db: Db, door: ClockDoor, first: Date): Promise<void> {
  const started = await startClockAt({ db, mode: 'demo' }, first)
  if (!started.ok) throw new Error(started.error.message)
  await setSandboxClock(door, started.value.offsetMs)
  await ensurePartitions(db, first)
}

const { values } = parseArgs({ options: { out: { type: 'string' } } })
if (!values.out) throw new Error('--out FILE is missing: where the sign-in of the demo is written')
if (!existsSync(values.out)) {
  const { allSandbox, sandbox, databaseUrl, stripe, appUrl } = env()
  if (!allSandbox || !sandbox)
    throw new Error('Demo data are only for a system whose every part is played by the sandbox.')
  const { db, close } = openDb(databaseUrl, { name: 'serika-seed' })
  const door = { appUrl, sandboxUrl: sandbox.url, controlToken: sandbox.controlToken }
  try {
    // eslint-disable-next-line no-console
    const login = await seed(db, createStripe(stripe), door, console.log)
    writeFileSync(values.out, JSON.stringify(login), { mode: 0o600 })
  } finally {
    await close()
  }
}
