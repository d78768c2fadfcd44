import { parseArgs } from 'node:util'
import { z } from 'zod'

const milliseconds = (fallback: number) => z.coerce.number().min(0).max(3_600_000).default(fallback)
const port = z.coerce.number().int().min(0).max(65_535)

const fields = z.object({
  port,
  'smtp-port': port,
  'data-dir': z.string().min(1),
  'web-url': z.url(),
  'webhook-url': z.url().optional(),
  'webhook-secret': z.string().startsWith('whsec_').optional(),
  'stripe-secret-key': z.string().startsWith('sk_test_'),
  'control-token': z.string().min(1),
  'tokens-per-second': z.coerce.number().min(0).max(1_000_000).default(400),
  'first-token-ms': milliseconds(40),
  'image-ms': milliseconds(400),
  'job-ms': milliseconds(4_000),
  quiet: z.boolean().default(false),
})
/** A webhook needs both: where to send it, and the secret to sign it with. */
const shape = fields.refine(given => !given['webhook-url'] === !given['webhook-secret'], {
  path: ['webhook-secret'],
  message: '--webhook-url and --webhook-secret go together',
})
export type Settings = z.infer<typeof shape>

const usage = `node --import tsx sandbox/main.ts
  --port P --smtp-port S      loopback ports, 0 = any free one
  --data-dir DIR              where mail, Stripe's objects and the clock are kept
  --web-url URL --control-token TOKEN
                              the platform, and the token with which its clock is moved
  --stripe-secret-key sk_test_…  --webhook-url URL --webhook-secret whsec_…
  --tokens-per-second 400 (0 = unpaced)  --first-token-ms 40  --image-ms 400  --job-ms 4000  --quiet`

/** Reads the command line; what is wrong with it comes back as text, with the usage. */
export const readSettings = (argv: string[]): { settings: Settings } | { problem: string } => {
  const names = Object.keys(fields.shape).filter(name => name !== 'quiet')
  const options = Object.fromEntries(names.map(name => [name, { type: 'string' as const }]))
  try {
    const { values } = parseArgs({ args: argv, options: { ...options, quiet: { type: 'boolean' } } })
    return { settings: shape.parse(values) }
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    return { problem: `${reason}\n\n${usage}` }
  }
}
