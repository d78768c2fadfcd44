import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import type { StripeDeps } from '@/lib/billing/customers/commands'
import type { MemberCtx } from '@/lib/ctx'
import { processInbox, receiveEvent, type InboxDeps } from '@/lib/inbox/commands'
import { createLog } from '@/lib/log'
import { serveSandbox, webhookSecret, type SandboxServer } from '@/lib/stripe/testing'

/** A database, the real sandbox over HTTP, and the webhook between them. Time is one clock for all, moved by hand. */
export interface StripeWorld extends StripeDeps, Omit<SandboxServer, 'stripe'> {
  readonly database: TestDatabase
  readonly inbox: InboxDeps
  now: Date
  /** A new account with its owner. */
  newMember(): Promise<MemberCtx>
  /** Waits until the sandbox has delivered what it has, then processes the inbox. Returns how many events that were. */
  receiveWebhooks(): Promise<number>
}

export async function startStripeWorld(start: Date): Promise<StripeWorld> {
  const database = await createTestDatabase()
  const { db } = database
  const clock = { now: start }
  const sandbox = await serveSandbox({
    now: () => clock.now,
    onDelivery: async (rawBody, signature) =>
      (await receiveEvent(db, { rawBody, signature, receivedAt: new Date() }, [webhookSecret])).ok,
  })
  const { stripe } = sandbox
  const log = createLog('test', 'silent')
  const world: StripeWorld = {
    ...sandbox,
    database,
    db,
    get now() {
      return clock.now
    },
    set now(at) {
      clock.now = at
    },
    inbox: { db, stripe, log, now: () => Promise.resolve(clock.now) },
    newMember: () => newMember(world),
    receiveWebhooks: async () => {
      await sandbox.tick()
      return processInbox(world.inbox, new Date())
    },
    close: async () => {
      await sandbox.close()
      await database.drop()
    },
  }
  return world
}

let people = 0
async function newMember({ db, now }: StripeWorld): Promise<MemberCtx> {
  people += 1
  const person = {
    name: 'Mira Okafor',
    email: `mira${people}@example.com`,
    passwordHash: null,
    emailVerifiedAt: now,
  }
  return db.transaction(async tx => {
    const userId = await createUser(tx, person, now)
    if (!userId) throw new Error('the address is taken')
    return { db, now, userId, role: 'owner' as const, accountId: await ensureOwnAccount(tx, userId, now) }
  })
}
