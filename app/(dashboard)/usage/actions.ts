'use server'

import { z } from 'zod'
import { memberAction } from '@/app/_server/action'
import { isId, type SavedViewId } from '@/lib/ids'
import { removeView, saveView } from '@/lib/usage/saved-views/commands'
import { viewNameSchema } from '@/lib/usage/saved-views/saved-view'
import { parseUsageParams, rawParams } from './search-params'
import { usageQuery } from './usage-href'

/** Views are a member's own: every role keeps them. */
const area = 'own_views'
const MAX_QUERY_LENGTH = 100_000

/** Only what the page itself understands is kept. */
const querySchema = z
  .string()
  .max(MAX_QUERY_LENGTH)
  .transform(query => usageQuery(parseUsageParams(rawParams(new URLSearchParams(query)))))

export const saveViewAction = memberAction(
  { area, input: z.object({ name: viewNameSchema, query: querySchema }) },
  saveView,
)

export const removeViewAction = memberAction(
  { area, input: z.object({ id: z.custom<SavedViewId>(value => isId('savedView', value)) }) },
  (ctx, { id }) => removeView(ctx, id),
)
