import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { runAsChild } from '@/bench/harness/child'
import { nanosOf } from '@/bench/harness/prices'
import { accountIn } from '@/bench/harness/upstream/request'
import { openDb } from '@/db/client'

export interface NaiveSettings {
  readonly databaseUrl: string
  readonly upstreamUrl: string
  readonly limitNanos: bigint
}

/**
 * What most proxies do, for comparison: read what was spent, compare it with the limit, forward, and charge what the upstream
 * reports when the answer has ended. Nothing is held for what is under way, and who hangs up pays nothing.
 */
runAsChild<NaiveSettings>(async settings => {
  const { pool } = openDb(settings.databaseUrl, { name: 'serika-bench-naive', max: 20 })
  await pool.query(
    'CREATE TABLE IF NOT EXISTS naive_spend (account text PRIMARY KEY, nanos numeric NOT NULL)',
  )
  const spent = async (account: string) => {
    const { rows } = await pool.query<{ nanos: string }>('SELECT nanos FROM naive_spend WHERE account = $1', [
      account,
    ])
    return BigInt(rows[0]?.nanos ?? 0)
  }
  const charge = (account: string, nanos: bigint) =>
    pool.query(
      `INSERT INTO naive_spend VALUES ($1, $2)
       ON CONFLICT (account) DO UPDATE SET nanos = naive_spend.nanos + excluded.nanos`,
      [account, String(nanos)],
    )
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy())
  })
  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(incoming)
    const account = accountIn(body)
    if ((await spent(account)) >= settings.limitNanos) return refuse(response)
    const asked = JSON.parse(body) as Asked
    const isImage = asked.prompt !== undefined
    const upstream = await request(
      `${settings.upstreamUrl}${isImage ? '/openai/v1/images/generations' : '/aggregator/v1/chat/completions'}`,
      {
        method: 'POST',
        body: JSON.stringify(asked.stream ? { ...asked, stream_options: { include_usage: true } } : asked),
        signal: whenClosed(response),
      },
    )
    response.writeHead(upstream.statusCode, { 'content-type': String(upstream.headers['content-type']) })
    let answer = ''
    for await (const chunk of upstream.body as AsyncIterable<Buffer>) {
      answer += chunk.toString('utf8')
      response.write(chunk)
    }
    response.end()
    await charge(account, isImage ? imageNanos(asked) : chatNanos(asked, answer))
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', 1_024, resolve))
  return { ready: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }
})

interface Asked {
  readonly model: string
  readonly stream?: boolean
  readonly prompt?: string
  readonly n?: number
  readonly size?: string
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function refuse(response: ServerResponse): void {
  response.writeHead(429, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { message: 'over the limit', code: 'account_spend_limit_exceeded' } }))
}

function whenClosed(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}

function chatNanos({ model }: Asked, answer: string): bigint {
  const number = (name: string) => Number(new RegExp(`"${name}":(\\d+)`).exec(answer)?.[1] ?? 0)
  return nanosOf({
    model,
    promptTokens: number('prompt_tokens'),
    completionTokens: number('completion_tokens'),
    images: 0,
    size: null,
  })
}

function imageNanos({ model, n = 1, size = 'auto' }: Asked): bigint {
  return nanosOf({ model, promptTokens: 0, completionTokens: 0, images: n, size })
}
