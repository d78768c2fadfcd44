import { pino, type Logger } from 'pino'

export type { Logger }

/** Structured log to standard output. Keys, secrets, cookies, prompts and answers never go in; these paths are a second net. */
export function createLog(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: { name },
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
  })
}
