import { redirect } from 'next/navigation'
import { requireOperator } from '@/app/_server/operator'

export default async function OperatorPage() {
  await requireOperator()
  redirect('/operator/accounts')
}
