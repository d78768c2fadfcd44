import { ButtonLink } from '@/components/ui/button'
import { Note } from '@/components/ui/alert'

/** What a key is good for before billing, in the billing guide's words. */
export function FreeAccountNote() {
  return (
    <Note tone="info">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <p className="min-w-0 flex-1 basis-72">
          Before billing is set up, keys list the models, read limited character information and the account.
          Text and images answer 402 until then; the same keys work the moment it is set up.
        </p>
        <ButtonLink href="/billing" size="sm">
          Set Up Billing
        </ButtonLink>
      </div>
    </Note>
  )
}
