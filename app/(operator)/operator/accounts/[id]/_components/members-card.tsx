import { RelativeTime } from '@/components/relative-time'
import { Table, Td, Th, Tr } from '@/components/table'
import { Card, CardHeader } from '@/components/ui/card'
import type { listMembers } from '@/lib/operators/account/queries'

export interface MembersCardProps {
  members: Awaited<ReturnType<typeof listMembers>>
  now: Date
}

/** Who belongs to the account, as what. */
export function MembersCard({ members, now }: MembersCardProps) {
  return (
    <Card>
      <CardHeader title="Members" />
      <Table caption="Members" density="tall">
        <thead>
          <tr>
            <Th>Member</Th>
            <Th>Role</Th>
            <Th numeric>Since</Th>
          </tr>
        </thead>
        <tbody>
          {members.map(member => (
            <Tr key={member.userId}>
              <Td className="max-w-[180px] md:max-w-[260px]">
                <span className="block truncate font-medium">{member.name}</span>
                <span className="block truncate text-12 text-2">{member.email}</span>
              </Td>
              <Td className="capitalize">{member.role}</Td>
              <Td numeric className="text-2">
                <RelativeTime at={member.since} now={now} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}
