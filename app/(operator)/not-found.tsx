import { NoSuchPage } from '@/components/no-such-page'
import { ButtonLink } from '@/components/ui/button'

export default function NotFound() {
  return <NoSuchPage actions={<ButtonLink href="/operator/accounts">All accounts</ButtonLink>} />
}
