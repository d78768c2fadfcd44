import { z } from 'zod'
import type { SavedViewId } from '@/lib/ids'
import { VIEW_NAME_MAX } from '@/lib/usage/saved-views/name-length'

/** How many views a member may keep in one account. */
export const SAVED_VIEWS_MAX = 50

/** A state of the usage page under a name of its member's. */
export interface SavedView {
  readonly id: SavedViewId
  readonly name: string
  /** The page's query string, without `?`. */
  readonly query: string
}

export const viewNameSchema = z
  .string()
  .trim()
  .min(1, 'Give the view a name.')
  .max(VIEW_NAME_MAX, `At most ${VIEW_NAME_MAX} characters.`)
  .refine(name => !/\p{Cc}/u.test(name), 'A name is one line of plain text.')
