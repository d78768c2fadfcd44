import { cache } from 'react'
import { getDb } from '@/app/_server/db'
import type { Times } from '@/lib/accounts/times'
import { getPlatformNow } from '@/lib/clock/queries'
import { env } from '@/lib/env'

/** Real and platform time, the same throughout one request. */
export const getTimes = cache(async (): Promise<Times> => {
  return { now: new Date(), platformNow: await getPlatformNow(getDb(), env().mode) }
})
