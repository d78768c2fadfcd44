import Link from 'next/link'
import type { ComponentProps } from 'react'
import { buttonStyle, type ButtonLook } from './button-style'
import { cn } from './cn'
import { Spinner } from './spinner'

export interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Work is going on: the button keeps its width, shows a spinner and takes no second click. */
  pending?: boolean
}

const disabledLook =
  'disabled:border-line disabled:bg-inset disabled:text-3 disabled:hover:bg-inset [&_svg]:disabled:text-3'

export function Button(props: ButtonProps) {
  const { variant, size, icon, collapse, pending = false, disabled, className, children, ...rest } = props
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || pending}
      aria-busy={pending || undefined}
      className={cn(buttonStyle({ variant, size, icon, collapse }), !pending && disabledLook, className)}
    >
      {pending ? (
        <>
          <span className="absolute inset-0 grid place-items-center">
            <Spinner />
          </span>
          <span className="inline-flex items-center gap-[inherit] opacity-0">{children}</span>
        </>
      ) : (
        children
      )}
    </button>
  )
}

/** A square button with one icon; `label` names it and shows as its tooltip in the browser. */
export function IconButton({
  label,
  ...props
}: Omit<ButtonProps, 'icon' | 'aria-label'> & { label: string }) {
  return <Button variant="ghost" title={label} {...props} icon aria-label={label} />
}

/** A link that looks like a button. External addresses open in this tab unless `target` says otherwise. */
export function ButtonLink({
  variant,
  size,
  icon,
  collapse,
  className,
  ...props
}: ComponentProps<typeof Link> & ButtonLook) {
  return <Link {...props} className={cn(buttonStyle({ variant, size, icon, collapse }), className)} />
}
