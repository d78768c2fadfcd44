import { pino, type DestinationStream, type Logger } from 'pino'
import { toErrorFacts } from '@/lib/log-error'

export type { Logger }

/**
 * Structured log, a line of JSON each, to standard output. Keys, secrets, cookies, prompts and answers never go in, errors only
 * without the data that caused them; the paths below are a second net.
 */
export function createLog(name: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    base: { name },
    serializers: { err: toErrorFacts, error: toErrorFacts },
    redact: {
      paths: [
        'authorization',
        'cookie',
        'password',
        'secret',
        'token',
        '*.authorization',
        '*.cookie',
        '*.password',
        '*.secret',
        '*.token',
        'req.headers',
      ],
      censor: '[redacted]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
