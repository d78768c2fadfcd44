import { Count } from '@/components/count'
import { Table, Td, Th, Tr } from '@/components/table'
import { Card, CardHeader } from '@/components/ui/card'
import { reasonInWords, type RejectionCount } from '@/lib/usage/rejection'

export interface RefusalsCardProps {
  /** `November`. */
  month: string
  /** Most frequent first. */
  rejections: readonly RejectionCount[]
}

/** Requests that were turned away before they could cost anything, by reason. */
export function RefusalsCard({ month, rejections }: RefusalsCardProps) {
  const total = rejections.reduce((sum, { requests }) => sum + requests, 0)
  return (
    <Card>
      <CardHeader
        title="Refused requests"
        note="Never charged"
        actions={total > 0 ? <Count value={total} /> : undefined}
      />
      {rejections.length === 0 ? (
        <p className="px-4 py-6 text-13 text-2">No request with this key was refused in {month}.</p>
      ) : (
        <Table caption={`Refused requests in ${month} by reason`} pinFirst={false}>
          <thead>
            <tr>
              <Th>Reason</Th>
              <Th numeric>Requests</Th>
            </tr>
          </thead>
          <tbody>
            {rejections.map(({ reason, requests }) => (
              <Tr key={reason}>
                <Td className="py-1.5 whitespace-normal">
                  {reasonInWords(reason)}
                  <code className="block font-mono text-12 break-all text-3">{reason}</code>
                </Td>
                <Td numeric>
                  <Count value={requests} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}
