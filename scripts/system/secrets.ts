import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { readSettings } from '@/scripts/bootstrap/attach.mjs'
import type { Secrets } from './settings'

const random = () => randomBytes(32).toString('hex')
const makers: { readonly [K in keyof Secrets]: () => string } = {
  NEXTAUTH_SECRET: random,
  LINK_SECRET: random,
  SANDBOX_CONTROL_TOKEN: random,
  SANDBOX_STRIPE_SECRET_KEY: () => `sk_test_${random().slice(0, 48)}`,
  SANDBOX_STRIPE_WEBHOOK_SECRET: () => `whsec_${random().slice(0, 48)}`,
  SANDBOX_UPSTREAM_KEY: () => `sk-sandbox-${random()}`,
}

/** The secrets of this installation: made at the first start, readable by their owner alone. */
export function keepSecrets(file: string): Secrets {
  const known = readSettings(file)
  const secrets = Object.fromEntries(
    Object.entries(makers).map(([name, make]) => [name, known[name] || make()]),
  ) as Record<keyof Secrets, string>
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}`)
  if (existsSync(file)) chmodSync(file, 0o600)
  writeFileSync(file, `# Made by npm start for this installation alone.\n${lines.join('\n')}\n`, {
    mode: 0o600,
  })
  return secrets
}
