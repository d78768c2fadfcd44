import { NoSuchPage } from '@/components/no-such-page'
import { ButtonLink } from '@/components/ui/button'

/** Within the frame, whose name and way back it leaves in place. */
export default function NotFound() {
  return <NoSuchPage actions={<ButtonLink href="/usage">API Usage</ButtonLink>} />
}
