import { relative } from 'node:path'
import type { Env } from '@/lib/env'
import type { DemoAccount } from './demo'
import type { Options } from './options'

/** What a person needs once everything runs: where to go, how to sign in, a request that works. */
export function report(env: Env, demo: DemoAccount | null, { root, dataDir }: Options): string {
  const rows = [
    ['Dashboard', env.appUrl],
    ...(demo ? [['Sign in', `${demo.email}   password ${demo.password}`]] : []),
    ['API', env.apiBaseUrl],
    ...(env.sandbox
      ? [
          ['Sandbox', `${env.sandbox.url}   what plays the outside world`],
          ['  Mail box', `${env.sandbox.url}/mail`],
          ['  Stripe', `${env.sandbox.url}/_stripe`],
        ]
      : []),
    ['Logs', `${relative(process.cwd(), dataDir) || '.'}/logs`],
  ]
  const mode =
    env.mode === 'live'
      ? 'live'
      : `demo; played by the sandbox: ${[...(env.sandbox?.parts ?? [])].join(', ') || 'nothing'}`
  return [
    '',
    `  Serika is running (${mode})`,
    '',
    ...rows.map(([name, value]) => `  ${name?.padEnd(12)}${value}`),
    ...(demo ? ['', '  Try it:', '', ...curl(env.apiBaseUrl, demo).map(line => `    ${line}`)] : []),
    '',
    `  Ctrl-C stops everything.${root === process.cwd() && env.mode === 'demo' ? ' `npm start -- --reset` starts over.' : ''}`,
    '',
  ].join('\n')
}

function curl(baseUrl: string, { apiKey, model }: DemoAccount): string[] {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Say hello in five words.' }] })
  return [
    `curl ${baseUrl}/chat/completions \\`,
    `  -H 'Authorization: Bearer ${apiKey}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ]
}
