import type { MemberContext } from '@/app/_server/ctx'
import { readOutlook } from '@/app/(dashboard)/billing/(tabs)/outlook'
import { getBalance } from '@/lib/invoices/balance/queries'
import { toUpcoming, type Upcoming } from '@/lib/invoices/balance/upcoming'
import type { Bill } from '@/lib/invoices/lines'

/** What the next invoice would ask for, for the pages that show the running month. */
export async function readUpcoming(ctx: MemberContext, bill: Pick<Bill, 'totalCents'>): Promise<Upcoming> {
  const [{ outlook, inForce }, balanceCents] = await Promise.all([readOutlook(ctx), getBalance(ctx)])
  const { spentNanos, atEndNanos } = outlook
  const mostNanos = inForce.limitNanos ?? atEndNanos
  const stopped = atEndNanos < mostNanos ? atEndNanos : mostNanos
  return toUpcoming(bill.totalCents, balanceCents, stopped > spentNanos ? stopped : spentNanos)
}
