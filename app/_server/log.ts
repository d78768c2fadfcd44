import { env } from '@/lib/env'
import { createLog, type Logger } from '@/lib/log'

let log: Logger | undefined

/** The web process's log. */
export function getLog(): Logger {
  return (log ??= createLog('web', env().logLevel))
}
