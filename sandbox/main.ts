import { startSandbox } from '@/sandbox/server'
import { readSettings } from '@/sandbox/settings'
import { createStripeSandbox } from '@/sandbox/stripe'

const fail = (message: string, status: number): never => {
  console.error(`sandbox: ${message}`)
  process.exit(status)
}

const read = readSettings(process.argv.slice(2))
const given = 'problem' in read ? fail(read.problem, 2) : read.settings
const { 'webhook-url': webhookUrl, 'webhook-secret': webhookSecret } = given
const log = (line: string, details?: object) => {
  if (!given.quiet) console.log(`sandbox: ${line}${details ? ` ${JSON.stringify(details)}` : ''}`)
}

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
}).catch((error: unknown) => fail(`could not start: ${String(error)}`, 1))
log(`ready on ${sandbox.url}, SMTP on 127.0.0.1:${sandbox.smtpPort}`)

let stopping = false
const stop = () => {
  if (stopping) return
  stopping = true
  sandbox.close().then(
    () => process.exit(0),
    (error: unknown) => fail(`could not stop cleanly: ${String(error)}`, 1),
  )
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
// The process that started this one has died: nobody is left to serve.
process.once('disconnect', stop)
