import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { runAsChild } from '@/bench/harness/child'
import { Upstreams } from '@/gateway/upstream/client'

export interface PassThroughSettings {
  readonly upstreamUrl: string
}

/**
 * Our server and our connections to providers with nothing in between: no key is checked, nothing is parsed, counted or
 * stored. The most that the gateway could reach on these foundations.
 */
runAsChild<PassThroughSettings>(async ({ upstreamUrl }) => {
  const upstreams = new Upstreams({ aggregator: { baseUrl: upstreamUrl, apiKey: 'upstream-key' } })
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.post('/api/openai/v1/chat/completions', async c => {
    const { incoming, outgoing } = c.env
    const chunks: Buffer[] = []
    for await (const data of incoming) chunks.push(data as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    await new Promise<void>((resolve, reject) => {
      upstreams.send(
        {
          provider: 'aggregator',
          path: '/chat/completions',
          body,
          streamed: body.includes('"stream":true'),
          requestId: 'req_bench',
        },
        {
          onAnswer: (status, contentType) => void outgoing.writeHead(status, { 'content-type': contentType }),
          onData: data => void outgoing.write(data),
          onEnd: () => {
            outgoing.end()
            resolve()
          },
          onError: reject,
        },
      )
    })
    return RESPONSE_ALREADY_SENT
  })
  const listener = getRequestListener(app.fetch)
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { ready: { port: (server.address() as AddressInfo).port } }
})
