import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startSandbox } from '@/sandbox/server'
import { createStripeSandbox } from '@/sandbox/stripe'

const count = (fallback: number) => z.coerce.number().min(0).default(fallback)
const port = z.coerce.number().int().min(0).max(65_535)

const settings = z.object({
  port,
  'smtp-port': port,
  'data-dir': z.string().min(1),
  'web-url': z.url(),
  'webhook-url': z.url().optional(),
  'webhook-secret': z.string().startsWith('whsec_').optional(),
  'stripe-secret-key': z.string().startsWith('sk_test_'),
  'control-token': z.string().min(1),
  'tokens-per-second': count(400),
  'first-token-ms': count(40),
  'image-ms': count(400),
  'job-ms': count(4_000),
  quiet: z.boolean().default(false),
})

const usage = `node --import tsx sandbox/main.ts
  --port P --smtp-port S      loopback ports, 0 = any free one
  --data-dir DIR              where mail, Stripe's objects and the clock are kept
  --web-url URL --control-token TOKEN
                              the platform, and the token with which its clock is moved
  --stripe-secret-key sk_test_…  --webhook-url URL --webhook-secret whsec_…
  --tokens-per-second 400 (0 = unpaced)  --first-token-ms 40  --image-ms 400  --job-ms 4000  --quiet`

const readSettings = () => {
  try {
    const names = Object.keys(settings.shape).filter(name => name !== 'quiet')
    const options = Object.fromEntries(names.map(name => [name, { type: 'string' as const }]))
    const { values } = parseArgs({ options: { ...options, quiet: { type: 'boolean' } } })
    return settings.parse(values)
  } catch (error) {
    console.error(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
    console.error(`\n${usage}`)
    process.exit(2)
  }
}

const given = readSettings()
const log = (line: string, details?: object) => {
  if (!given.quiet) console.log(`sandbox: ${line}${details ? ` ${JSON.stringify(details)}` : ''}`)
}
const { 'webhook-url': webhookUrl, 'webhook-secret': webhookSecret } = given

const sandbox = await startSandbox({
  port: given.port,
  smtpPort: given['smtp-port'],
  dataDir: given['data-dir'],
  webUrl: given['web-url'].replace(/\/$/, ''),
  controlToken: given['control-token'],
  pace: {
    tps: given['tokens-per-second'],
    ttftMs: given['first-token-ms'],
    imageMs: given['image-ms'],
    jobMs: given['job-ms'],
  },
  stripe: parts =>
    createStripeSandbox({
      ...parts,
      secretKey: given['stripe-secret-key'],
      log,
      ...(webhookUrl && webhookSecret ? { webhook: { url: webhookUrl, secret: webhookSecret } } : {}),
    }),
  log,
})
log(`ready on ${sandbox.url}, SMTP on 127.0.0.1:${sandbox.smtpPort}`)

let stopping = false
const stop = () => {
  if (stopping) return
  stopping = true
  sandbox.close().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error('sandbox: could not stop cleanly', error)
      process.exit(1)
    },
  )
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
// The process that started this one has died: nobody is left to serve.
process.once('disconnect', stop)
