import { sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import { accounts, members, prices, usageBase, users } from '@/db/schema'
import { forEachConcurrently } from '@/lib/concurrently'
import { newId, type AccountId } from '@/lib/ids'
import { toCents, type Nanos } from '@/lib/money'
import { startOf, type Period } from '@/lib/period'
import type { StripeClient } from '@/lib/stripe/client'

/** What a month of an account shall end as, worked out here and not by the code that is measured. */
export interface Payer {
  readonly accountId: AccountId
  readonly customerId: string
  readonly totalNanos: Nanos
  /** The total, rounded once. */
  readonly totalCents: number
  readonly card: Card
}

/** Stripe's ready-made test cards: one that pays, one that is always declined. */
type Card = 'pm_card_visa' | 'pm_card_chargeCustomerFail'

/** Price rows of models that every catalogue of ours has, at which amounts come out uneven. */
const models = ['openai/gpt-4o-mini', 'openai/gpt-5-mini', 'mistralai/mistral-nemo'] as const

/**
 * Accounts with a card and a month of usage. Of every twenty, one owes less than Stripe's minimum, one less than half a cent,
 * and one has a card that declines; the others owe some dollars on one to three models.
 */
export async function createPayers(
  db: Db,
  stripe: StripeClient,
  period: Period,
  count: number,
): Promise<Payer[]> {
  const rates = await readRates(db)
  const now = startOf(period)
  const payers: Payer[] = []
  await forEachConcurrently(
    Array.from({ length: count }, (_, i) => i),
    16,
    async i => {
      const accountId = newId('account', now)
      const card = i % 20 === 7 ? 'pm_card_chargeCustomerFail' : 'pm_card_visa'
      const customerId = await createCustomer(stripe, accountId, card)
      const uses = toUses(i, rates)
      await store(db, period, accountId, customerId, uses)
      const totalNanos = uses.reduce((sum, use) => sum + use.costNanos, 0n)
      payers.push({ accountId, customerId, totalNanos, totalCents: toCents(totalNanos), card })
    },
  )
  return payers
}

interface Rate {
  readonly modelId: string
  readonly priceId: string
  readonly inputNanos: Nanos
  readonly outputNanos: Nanos
}

interface Use {
  readonly modelId: string
  readonly priceId: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly inputCostNanos: Nanos
  readonly costNanos: Nanos
}

function toUses(i: number, rates: readonly Rate[]): Use[] {
  if (i % 20 === 3) return rates.slice(0, 1).map(rate => toUse(rate, 500_000 + i, 10_000))
  if (i % 20 === 13) return rates.slice(0, 1).map(rate => toUse(rate, 1 + (i % 1_000), 1))
  return rates
    .slice(0, 1 + (i % 3))
    .map(rate => toUse(rate, 9_000_001 + 7_919 * i, 5_000_003 + 104_729 * (i % 97)))
}

function toUse(
  { modelId, priceId, inputNanos, outputNanos }: Rate,
  inputTokens: number,
  outputTokens: number,
): Use {
  const inputCostNanos = BigInt(inputTokens) * inputNanos
  const costNanos = inputCostNanos + BigInt(outputTokens) * outputNanos
  return { modelId, priceId, inputTokens, outputTokens, inputCostNanos, costNanos }
}

async function readRates(db: Db): Promise<Rate[]> {
  const rows = await db
    .select()
    .from(prices)
    .where(sql`${prices.modelId} IN ${models} AND ${prices.variant} = 'standard'`)
  return models.map(modelId => {
    const row = rows.find(price => price.modelId === modelId)
    if (row?.inputNanos == null || row.outputNanos === null) throw new Error(`${modelId} has no price`)
    return { modelId, priceId: row.id, inputNanos: row.inputNanos, outputNanos: row.outputNanos }
  })
}

async function createCustomer(stripe: StripeClient, accountId: AccountId, card: Card): Promise<string> {
  const { id } = await stripe.customers.create({ name: 'Bench', metadata: { account_id: accountId } })
  const method = await stripe.paymentMethods.attach(card, { customer: id })
  await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } })
  return id
}

async function store(
  db: Db,
  period: Period,
  accountId: AccountId,
  customerId: string,
  uses: readonly Use[],
): Promise<void> {
  const createdAt = startOf(period)
  const userId = newId('user', createdAt)
  await db
    .insert(users)
    .values({ id: userId, name: 'Bench', email: `${userId}@example.com`, createdAt, updatedAt: createdAt })
  await db.insert(accounts).values({
    accountId,
    name: 'Bench',
    standing: 'active',
    standingSince: createdAt,
    ceilingNanos: 10n ** 15n,
    stripeCustomerId: customerId,
    createdAt,
  })
  await db
    .insert(members)
    .values({ accountId, id: newId('member', createdAt), userId, role: 'owner', createdAt })
  await db.insert(usageBase).values(
    uses.map(use => ({
      accountId,
      bucket: createdAt,
      keyId: 'key_bench',
      endpoint: '/chat/completions' as const,
      status: 'succeeded' as const,
      requests: 1,
      images: 0,
      estimatedRequests: 0,
      ...use,
    })),
  )
}
