import { Check, Dot } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { passwordRules } from '@/lib/accounts/password'

/** The rules of a new password, ticked off while it is typed. */
export function PasswordRules({ password, personal }: { password: string; personal?: readonly string[] }) {
  return (
    <ul aria-label="Password rules" className="grid gap-1 text-12 text-2">
      {passwordRules(password, personal).map(({ id, label, met }) => (
        <li key={id} className={cn('flex items-center gap-1.5', met && 'text-pos')}>
          {met ? (
            <Check className="size-3.5" strokeWidth={2} aria-hidden="true" />
          ) : (
            <Dot className="size-3.5" aria-hidden="true" />
          )}
          <span>
            {label}
            <span className="sr-only">{met ? ', met' : ', not met yet'}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
