import { fromUsd } from '@/lib/money'

/** The operator's ceiling on a new account's month, until an operator changes it: what the platform risks on a stranger. */
export const DEFAULT_CEILING_NANOS = fromUsd('500')
