import clsx, { type ClassValue } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['12', '13', '14', '16', '20', '28'],
      'font-weight': ['normal', 'medium'],
      radius: ['xs', 'sm', 'ctl', 'card', 'dialog'],
      shadow: ['float'],
    },
  },
})

/** Joins class names; a later utility wins over an earlier one of the same kind. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes))
