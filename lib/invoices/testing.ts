import { and, asc, eq } from 'drizzle-orm'
import { prices, usageBase } from '@/db/schema'
import { syncCatalog } from '@/lib/catalog/commands'
import { completeSetup, startSetup } from '@/lib/billing/setup/commands'
import type { StripeWorld } from '@/lib/billing/testing'
import type { MemberCtx } from '@/lib/ctx'
import { createLog } from '@/lib/log'
import type { CloseDeps } from '@/lib/invoices/month/commands'
import { fenceGateway, reclaimFenced, registerGateway } from '@/lib/gateways/commands'
import { newId } from '@/lib/ids'
import { startOf, type Period } from '@/lib/period'
import { fundAndSettle } from '@/lib/usage/commands'
import { ensurePartitions } from '@/lib/usage/partitions/commands'
import { eventOf, newKeyId } from '@/lib/usage/testing'

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
  const priceId = await priceIdOf(world)
  const inputCostNanos = BigInt(inputTokens) * rates.input
  await world.db.insert(usageBase).values({
    accountId,
    bucket: startOf(period),
    keyId: `key_${inputTokens}_${outputTokens}`,
    endpoint: '/chat/completions',
    modelId: model,
    priceId,
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

/** Requests of `model`, as [input, output] tokens, admitted now and settled through the ledger as a gateway does it. */
export async function settleUsage(
  world: StripeWorld,
  { accountId }: MemberCtx,
  uses: readonly (readonly [inputTokens: number, outputTokens: number])[],
): Promise<void> {
  const { db, now } = world
  const gatewayId = newId('gateway', now)
  const keyId = newKeyId()
  const priceId = await priceIdOf(world)
  await ensurePartitions(db, now)
  await registerGateway(db, { id: gatewayId, mode: 'demo', fenceAfterMs: 60_000 })
  const events = uses.map(([inputTokens, outputTokens]) => {
    const inputCostNanos = BigInt(inputTokens) * rates.input
    const costNanos = inputCostNanos + BigInt(outputTokens) * rates.output
    return eventOf(
      accountId,
      keyId,
      {
        modelId: model,
        priceId,
        inputTokens,
        outputTokens,
        inputCostNanos,
        costNanos,
        reservedNanos: costNanos,
      },
      now,
    )
  })
  for (const outcome of (await fundAndSettle(db, gatewayId, events, now)).values())
    if (!outcome.ok) throw new Error(outcome.reason)
  await fenceGateway(db, gatewayId)
  await reclaimFenced(db)
}

async function priceIdOf(world: StripeWorld): Promise<string> {
  const [price] = await world.db
    .select()
    .from(prices)
    .where(and(eq(prices.modelId, model), eq(prices.variant, 'standard')))
    .orderBy(asc(prices.effectiveFrom))
  if (!price) throw new Error(`${model} has no price`)
  return price.id
}
