'use client'

import { useFormStatus } from 'react-dom'
import { Button, type ButtonProps } from './button'

/** The send button of a form with a server action: pending while the form is on its way. */
export function SubmitButton({ pending = false, variant = 'primary', ...props }: ButtonProps) {
  const status = useFormStatus()
  return <Button {...props} variant={variant} type="submit" pending={pending || status.pending} />
}
