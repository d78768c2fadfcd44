import { redirect } from 'next/navigation'
import { getSession } from '@/app/_server/session'

export default async function HomePage() {
  redirect((await getSession()) ? '/usage' : '/signin')
}
