import { requireMember } from '@/app/_server/ctx'
import { getSession } from '@/app/_server/session'
import type { Target } from '@/components/command-menu/targets'
import { listModels } from '@/lib/catalog/queries'
import { listKeys } from '@/lib/keys/queries'

/** What the command menu finds besides pages: the account's keys and the models on offer. */
export async function GET(): Promise<Response> {
  if (!(await getSession())) return new Response(null, { status: 401 })
  const ctx = await requireMember()
  const [keys, models] = await Promise.all([listKeys(ctx), listModels(ctx.db, ctx.now)])
  const targets: Target[] = [
    ...keys.flatMap(({ id, name, masked }) => [
      { group: 'API keys', label: name, note: masked, href: `/keys/${id}` },
      { group: 'Requests', label: `Requests of ${name}`, note: masked, href: `/requests?key=${id}` },
      { group: 'Usage', label: `Usage of ${name}`, note: masked, href: `/usage?key=${id}` },
    ]),
    ...models.flatMap(({ id, name }) => [
      { group: 'Models', label: name, note: id, href: `/models?q=${encodeURIComponent(id)}` },
      { group: 'Usage', label: `Usage of ${name}`, note: id, href: `/usage?model=${encodeURIComponent(id)}` },
    ]),
  ]
  return Response.json(targets, { headers: { 'cache-control': 'private, no-store' } })
}
