import { standingWords } from '@/app/(operator)/operator/_components/standing-badge'
import { RelativeTime } from '@/components/relative-time'
import { Table, Td, Th, Tr } from '@/components/table'
import { Card, CardHeader } from '@/components/ui/card'
import type { listStandingHistory } from '@/lib/operators/account/queries'
import { actWords, reasonWords } from '@/lib/operators/acts'

type Change = Awaited<ReturnType<typeof listStandingHistory>>[number]

/** How the account came to stand where it stands. */
export function StandingCard({ history, now }: { history: readonly Change[]; now: Date }) {
  return (
    <Card>
      <CardHeader title="Standing, so far" note="The latest changes first" />
      <Table caption="Standing, so far">
        <thead>
          <tr>
            <Th>What happened</Th>
            <Th>Why</Th>
            <Th>By</Th>
            <Th numeric>When</Th>
          </tr>
        </thead>
        <tbody>
          {history.map(change => (
            <Tr key={change.id}>
              <Td className="font-medium">{titleOf(change)}</Td>
              <Td className="max-w-[420px] truncate text-2" title={reasonOf(change)}>
                {reasonOf(change)}
              </Td>
              <Td className="text-2">{change.actor ?? 'The platform'}</Td>
              <Td numeric className="text-2">
                <RelativeTime at={change.at} now={now} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}

function titleOf({ action, details }: Change): string {
  if (action !== 'standing.changed') return actWords(action)
  return `${nameOf(details.from)} → ${nameOf(details.to)}`
}

function reasonOf({ details: { reason } }: Change): string {
  const known: Readonly<Record<string, string>> = reasonWords
  return typeof reason === 'string' ? (known[reason] ?? reason) : ''
}

function nameOf(standing: unknown): string {
  const known: Readonly<Record<string, { readonly label: string }>> = standingWords
  return known[String(standing)]?.label ?? String(standing)
}
