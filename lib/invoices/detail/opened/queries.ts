import type { Ctx } from '@/lib/ctx'
import type { Opened, Opening } from '@/lib/invoices/detail/opening'
import { listDayShares, listKeyShares, listRequestShares } from '@/lib/invoices/detail/queries'
import { sourceOf, type LineSource } from '@/lib/invoices/detail/source'
import { toBill, type InvoiceLine } from '@/lib/invoices/lines'
import { getUsageSums } from '@/lib/invoices/queries'
import { endOf, startOf, type Period } from '@/lib/period'

const DAY_MS = 86_400_000
const PAGE = 50

/** What a bill's open line, key and day show; null where no line of that number exists. */
export async function readOpened(
  ctx: Ctx,
  { period, lines }: { readonly period: Period; readonly lines: readonly InvoiceLine[] },
  opening: Opening,
): Promise<Opened | null> {
  const line = lines.find(({ lineNo }) => lineNo === opening.lineNo)
  if (!line) return null
  const source = await getSource(ctx, period, line, lines)
  const span = { from: startOf(period), to: endOf(period) }
  const { keyId, endpoint } = opening
  const inKey = keyId !== null && endpoint !== null ? { keyId, endpoint } : null
  const day = toDay(opening.day, period)
  const [keys, days, requests] = await Promise.all([
    listKeyShares(ctx, span, source, { after: opening.after, limit: PAGE }),
    inKey && listDayShares(ctx, span, source, inKey),
    inKey && day && listRequestShares(ctx, day, source, inKey, { before: opening.before, limit: PAGE }),
  ])
  return { line, keys, days, requests }
}

async function getSource(
  ctx: Ctx,
  period: Period,
  line: InvoiceLine,
  lines: readonly InvoiceLine[],
): Promise<LineSource> {
  if (line.direction !== 'other') return sourceOf(line, lines, [])
  // A closed period's sums never change: folding them again leaves out what the issued lines already name.
  return sourceOf(line, lines, toBill(await getUsageSums(ctx.db, ctx.accountId, period), Infinity).lines)
}

function toDay(text: string | null, period: Period): { from: Date; to: Date } | null {
  const from = new Date(`${text ?? ''}T00:00:00Z`)
  if (Number.isNaN(from.getTime()) || from < startOf(period) || from >= endOf(period)) return null
  return { from, to: new Date(from.getTime() + DAY_MS) }
}
