import { and, asc, eq } from 'drizzle-orm'
import { prices, usageBase } from '@/db/schema'
import { syncCatalog } from '@/lib/catalog/commands'
import { completeSetup, startSetup } from '@/lib/billing/setup/commands'
import type { StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { createLog } from '@/lib/log'
import type { CloseDeps } from '@/lib/invoices/month/commands'
import { startOf, type Period } from '@/lib/period'

export const model = 'openai/gpt-4o-mini'
/** Nano-dollars per token of `model`. */
export const rates = { input: 150n, output: 600n }

export function closeDeps(world: StripeWorld): CloseDeps {
  return { db: world.db, stripe: world.stripe, log: createLog('test', 'silent'), patienceMs: 0 }
}

export async function seedCatalog(world: StripeWorld): Promise<void> {
  await syncCatalog(world.db, world.now)
}

/** A member of an account with a card; null leaves it without. */
export async function newPayer(
  world: StripeWorld,
  card: string | null = '4242424242424242',
): Promise<MemberCtx> {
  const ctx = await world.newMember()
  if (card === null) return ctx
  const { url } = await startSetup(ctx, world.stripe, {
    initialLimitNanos: null,
    appUrl: 'https://x.example',
  })
  const id = url.split('/').at(-1)?.split(/[?#]/)[0] ?? ''
  await world.fillCheckout(id, card, 'complete')
  const outcome = await completeSetup(world, id, world.now)
  if (outcome !== 'complete') throw new Error(`the set-up is ${outcome}`)
  return ctx
}

/** Usage of `model` on the first quarter of an hour of the period, as the ledger stores it. */
export async function addUsage(
  world: StripeWorld,
  { accountId }: MemberCtx,
  period: Period,
  inputTokens: number,
  outputTokens: number,
): Promise<void> {
  const [price] = await world.db
    .select()
    .from(prices)
    .where(and(eq(prices.modelId, model), eq(prices.variant, 'standard')))
    .orderBy(asc(prices.effectiveFrom))
  if (!price) throw new Error(`${model} has no price`)
  const inputCostNanos = BigInt(inputTokens) * rates.input
  await world.db.insert(usageBase).values({
    accountId,
    bucket: startOf(period),
    keyId: `key_${inputTokens}_${outputTokens}`,
    endpoint: '/chat/completions',
    modelId: model,
    priceId: price.id,
    status: 'succeeded',
    requests: 1,
    inputTokens,
    outputTokens,
    images: 0,
    estimatedRequests: 0,
    costNanos: inputCostNanos + BigInt(outputTokens) * rates.output,
    inputCostNanos,
  })
}
