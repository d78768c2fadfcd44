import type { Standing } from '@/lib/billing/standing'

/** What an account may ask for, until an operator changes it. The gateway holds to these; pages say them. */
export interface AccountRates {
  readonly requestsPerMinute: number
  readonly tokensPerMinute: number
  /** Null: as many as the requests a minute allow. */
  readonly characterReadsPerDay: number | null
}

/** The rates of an account in that standing. */
export function ratesOf(standing: Standing): AccountRates {
  return standing === 'free' ? freeRates : billedRates
}

/** Without billing: limited character information, nothing that generates. */
export const freeRates: AccountRates = {
  requestsPerMinute: 20,
  tokensPerMinute: 40_000,
  characterReadsPerDay: 1000,
}

/** With billing: every model. A key may have lower ones of its own. */
export const billedRates: AccountRates = {
  requestsPerMinute: 600,
  tokensPerMinute: 1_000_000,
  characterReadsPerDay: null,
}
