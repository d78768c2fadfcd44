import { eq } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { apiKeys, users } from '@/db/schema'
import { addMember, createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import { hashPassword } from '@/lib/accounts/password-hash'
import { saveDetails } from '@/lib/billing/details/commands'
import { completeSetup, startSetup } from '@/lib/billing/setup/commands'
import type { MemberCtx } from '@/lib/ctx'
import type { KeyId, UserId } from '@/lib/ids'
import { createKey, disableKey, regenerateKey, setKeyRates } from '@/lib/keys/commands'
import { recordKeyUse } from '@/lib/keys/last-use/commands'
import { permissionNames } from '@/lib/keys/permissions'
import { setSpendLimit } from '@/lib/limits/commands'
import { fromUsd, NANOS_PER_DOLLAR, type Nanos } from '@/lib/money'
import { endOf, periodOf, startOf } from '@/lib/period'
import type { StripeClient } from '@/lib/stripe/client'
import { listSpendByKey } from '@/lib/usage/queries'
import { payWithCard } from './checkout'
import type { DemoAccount, DemoColleague } from './profiles'
import type { DemoRequest } from './traffic'

const MINUTE_MS = 60_000

export interface DemoMember {
  readonly profile: DemoAccount
  readonly ctx: MemberCtx
  /** By name. */
  readonly keyIds: ReadonlyMap<string, KeyId>
}

/** The person, their account and keys; what is there already is kept, so that an interrupted run can go on. */
export async function makeMember(
  db: Db,
  profile: DemoAccount,
  password: string,
  now: Date,
): Promise<DemoMember> {
  const person = {
    name: profile.userName,
    email: profile.email,
    passwordHash: await hashPassword(password),
    emailVerifiedAt: now,
  }
  const userId = (await createUser(db, person, now)) ?? (await takeOver(db, person))
  const accountId = await db.transaction(tx => ensureOwnAccount(tx, userId, now, profile.accountName))
  const ctx: MemberCtx = { db, accountId, userId, role: 'owner', now }
  for (const colleague of profile.colleagues ?? []) await addColleague(ctx, colleague, person.passwordHash)
  return { profile, ctx, keyIds: await makeKeys(ctx, profile) }
}

async function addColleague(
  { db, accountId, now }: MemberCtx,
  { email, userName, role }: DemoColleague,
  passwordHash: string,
): Promise<void> {
  const person = { name: userName, email, passwordHash, emailVerifiedAt: now }
  const userId = await createUser(db, person, now)
  if (userId) await db.transaction(tx => addMember(tx, { accountId, userId, role }, now))
  else await takeOver(db, person)
}

/** The person of an interrupted run gets this run's password, which is the one that will be printed. */
async function takeOver(
  db: Db,
  { email, passwordHash }: { email: string; passwordHash: string },
): Promise<UserId> {
  const [user] = await db
    .update(users)
    .set({ passwordHash })
    .where(eq(users.email, email))
    .returning({ id: users.id })
  if (!user) throw new Error(`${email} can neither be made nor found`)
  return user.id as UserId
}

async function makeKeys(ctx: MemberCtx, profile: DemoAccount): Promise<Map<string, KeyId>> {
  const rows = await ctx.db
    .select({ id: apiKeys.id, name: apiKeys.name })
    .from(apiKeys)
    .where(eq(apiKeys.accountId, ctx.accountId))
  const ids = new Map(rows.map(({ id, name }) => [name, id as KeyId]))
  for (const { name, permissions } of profile.keys) {
    if (ids.has(name)) continue
    const made = await createKey(ctx, {
      name,
      permissions: [...(permissions ?? permissionNames)],
      expiry: 'none',
      limitNanos: null,
    })
    if (!made.ok) throw new Error(made.error.message)
    ids.set(name, made.value.id)
  }
  return ids
}

/** Set Up Billing from the button to the return, with the profile's card and limit, and what its invoices say. */
export async function setUpBilling(
  { profile, ctx }: DemoMember,
  stripe: StripeClient,
  appUrl: string,
): Promise<void> {
  if (!profile.card) return
  const initialLimitNanos = profile.limitUsd === undefined ? null : fromUsd(profile.limitUsd)
  const { url } = await startSetup(ctx, stripe, { initialLimitNanos, appUrl })
  await payWithCard(url, profile.card, profile.userName)
  const [session] = /cs_\w+/.exec(url) ?? []
  if (!session) throw new Error('the Checkout URL names no session')
  const outcome = await completeSetup({ db: ctx.db, stripe }, session, ctx.now)
  if (outcome !== 'complete') throw new Error(`Set Up Billing ended as ${outcome}`)
  if (!profile.invoiceDetails) return
  const saved = await saveDetails(ctx, stripe, profile.invoiceDetails)
  if (!saved.ok) throw new Error(saved.error.message)
}

/** Switches off, limits and slows down the keys of the profile; at the end, since it would have kept traffic out. */
export async function settleKeys({ profile, ctx: then, keyIds }: DemoMember, now: Date): Promise<void> {
  const ctx = { ...then, now }
  const period = periodOf(now)
  const spent = await listSpendByKey(ctx, startOf(period), endOf(period))
  for (const { name, disabled, limitTimesSpent, rates } of profile.keys) {
    const id = keyIds.get(name)
    if (!id) continue
    if (limitTimesSpent !== undefined)
      await setSpendLimit(ctx, id, roundLimit(spent.get(id) ?? 0n, limitTimesSpent))
    if (rates) await setKeyRates(ctx, id, rates)
    if (disabled === true) await disableKey(ctx, id)
  }
}

/** Up to the next half dollar, or ten cents for small ones, as people set limits; a dollar at least. */
function roundLimit(spentNanos: Nanos, times: number): Nanos {
  const wanted = (spentNanos * BigInt(Math.round(times * 100))) / 100n
  if (wanted < NANOS_PER_DOLLAR) return NANOS_PER_DOLLAR
  const step = wanted < 5n * NANOS_PER_DOLLAR ? NANOS_PER_DOLLAR / 10n : NANOS_PER_DOLLAR / 2n
  return (wanted / step + 1n) * step
}

/** A secret for the printed `curl`: the key keeps its name and history. */
export async function freshSecret({ ctx, keyIds }: DemoMember, keyName: string, now: Date): Promise<string> {
  const id = keyIds.get(keyName)
  if (!id) throw new Error(`the demo has no key ${keyName}`)
  const fresh = await regenerateKey({ ...ctx, now }, id)
  if (!fresh.ok) throw new Error(fresh.error.message)
  return fresh.value.secret
}

/** When each key was last used, as the gateway would have noted it. */
export async function noteKeyUse(
  { ctx, keyIds }: DemoMember,
  requests: readonly DemoRequest[],
): Promise<void> {
  const last = new Map(requests.map(({ keyName, admittedAt }) => [keyName, admittedAt]))
  for (const [name, at] of last) {
    const id = keyIds.get(name)
    if (id)
      await recordKeyUse(
        ctx.db,
        ctx.accountId,
        [id],
        new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS),
      )
  }
}
