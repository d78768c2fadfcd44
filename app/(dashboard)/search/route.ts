import { requireMember } from '@/app/_server/ctx'
import { getSession } from '@/app/_server/session'
import type { Target } from '@/components/command-menu/targets'
import { listModels } from '@/lib/catalog/queries'
import { listInvoices } from '@/lib/invoices/queries'
import { listKeys } from '@/lib/keys/queries'
import { formatPeriod, toPeriod } from '@/lib/period'

/** Five years of them. */
const MOST_INVOICES = 60

/** What the command menu finds besides pages: the account's keys and invoices, and the models on offer. */
export async function GET(): Promise<Response> {
  if (!(await getSession())) return new Response(null, { status: 401 })
  const ctx = await requireMember()
  const [keys, invoices, models] = await Promise.all([
    listKeys(ctx),
    listInvoices(ctx, { limit: MOST_INVOICES }),
    listModels(ctx.db, ctx.now),
  ])
  const targets: Target[] = [
    ...keys.flatMap(({ id, name, masked }) => [
      { group: 'API keys', label: name, note: masked, href: `/keys/${id}` },
      { group: 'Requests', label: `Requests of ${name}`, note: masked, href: `/requests?key=${id}` },
      { group: 'Usage', label: `Usage of ${name}`, note: masked, href: `/usage?key=${id}` },
    ]),
    ...invoices.map(({ id, number, period }) => {
      const month = formatPeriod(toPeriod(period))
      const label = number === null ? `Invoice of ${month}` : `Invoice ${number}`
      return { group: 'Invoices', label, note: month, href: `/billing/invoices/${id}` }
    }),
    ...models.flatMap(({ id, name }) => [
      { group: 'Models', label: name, note: id, href: `/models?q=${encodeURIComponent(id)}` },
      { group: 'Usage', label: `Usage of ${name}`, note: id, href: `/usage?model=${encodeURIComponent(id)}` },
    ]),
  ]
  return Response.json(targets, { headers: { 'cache-control': 'private, no-store' } })
}
