import { eq } from 'drizzle-orm'
import { accounts } from '@/db/schema'
import { recordAudit } from '@/lib/accounts/audit/commands'
import { ensureCustomer, refreshCustomer, syncCustomer } from '@/lib/billing/customers/commands'
import { taxIdRefusal, type DetailsInput } from '@/lib/billing/details/input'
import { getPayer } from '@/lib/billing/queries'
import { announce } from '@/lib/control/commands'
import type { MemberCtx } from '@/lib/ctx'
import { err, ok, type Result } from '@/lib/result'
import { addTaxId, removeTaxId, updateDetails } from '@/lib/stripe/billing-details'
import type { StripeClient } from '@/lib/stripe/client'
import type { Customer } from '@/lib/stripe/customers'

type Refusal = 'tax_id_invalid' | 'too_many_tax_ids' | 'email_invalid' | 'no_customer'

/**
 * Writes what the coming invoices say to Stripe's customer, which is made where there is none yet. All of it, or nothing where Stripe
 * refuses a part. Of several tax ids the oldest is the one that is changed; issued invoices stay as they are.
 */
export async function saveDetails(
  ctx: MemberCtx,
  stripe: StripeClient,
  input: DetailsInput,
): Promise<Result<'saved', Refusal>> {
  const { db, accountId, userId, now } = ctx
  await ensureCustomer({ db, stripe }, accountId)
  const { outcome, epoch } = await db.transaction(async tx => {
    const customer = await syncCustomer(tx, stripe, accountId, now)
    const { ownerEmail } = await getPayer(tx, accountId)
    const outcome: Result<'saved', Refusal> = customer
      ? await send(stripe, customer, input, input.email ?? ownerEmail)
      : err('no_customer', 'The account was just removed in Stripe. Try again.')
    if (outcome.ok) {
      await tx.update(accounts).set({ billingEmail: input.email }).where(eq(accounts.accountId, accountId))
      await recordAudit(tx, { accountId, actorUserId: userId, now }, 'billing.details_changed', accountId)
    }
    return { outcome, epoch: await refreshCustomer(tx, stripe, accountId, now) }
  })
  if (epoch !== null) await announce(db, epoch)
  return outcome
}

/** A tax id is checked by adding it: that comes first, and is undone where the rest is refused. */
async function send(
  stripe: StripeClient,
  customer: Customer,
  { company, address, taxId, poNumber }: DetailsInput,
  email: string,
): Promise<Result<'saved', Refusal>> {
  const [held] = customer.details.taxIds
  const isHeld = held !== undefined && held.type === taxId?.type && held.value === taxId.value
  const added = taxId && !isHeld ? await addTaxId(stripe, customer.id, taxId) : null
  if (added && !added.ok)
    return added.error.code === 'tax_id_invalid' && taxId
      ? err('tax_id_invalid', taxIdRefusal(taxId.type), 'taxId')
      : added
  const saved = await updateDetails(stripe, customer, { company, email, address, poNumber })
  if (!saved.ok) {
    if (added) await removeTaxId(stripe, customer.id, added.value)
    return saved
  }
  if (held && !isHeld) await removeTaxId(stripe, customer.id, held.id)
  return ok('saved')
}
