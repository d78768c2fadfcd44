import { NoSuchPage } from '@/components/no-such-page'
import { ButtonLink } from '@/components/ui/button'

export default function NotFound() {
  return (
    <NoSuchPage
      className="min-h-[60vh] content-center"
      actions={<ButtonLink href="/operator/accounts">All accounts</ButtonLink>}
    />
  )
}
