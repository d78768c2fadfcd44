'use client'

import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import { useTheme } from 'next-themes'
import { Toaster as Sonner } from 'sonner'

export { toast } from 'sonner'

/** Where toasts appear; stands once in the root layout. Say with `toast.success('Limit raised to $300.00.')`. */
export function Toaster() {
  const { resolvedTheme } = useTheme()
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      gap={8}
      visibleToasts={3}
      icons={{
        success: <CircleCheck className="size-3.5 text-pos-mark" aria-hidden="true" />,
        error: <CircleAlert className="size-3.5 text-dan-mark" aria-hidden="true" />,
        info: <Info className="size-3.5 text-inf-mark" aria-hidden="true" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-2 rounded-card bg-float px-3.5 py-3 font-sans text-13 text-ink shadow-float md:w-[356px]',
          title: 'font-normal',
          description: 'text-2',
          actionButton: 'ml-auto shrink-0 link',
          cancelButton: 'ml-auto shrink-0 text-2',
        },
      }}
    />
  )
}
