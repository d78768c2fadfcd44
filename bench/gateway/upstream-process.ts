import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runAsChild } from '@/bench/harness/child'

/** A provider that answers at once, with bytes made beforehand: what is measured is whoever stands in front of it. */
const words = 'The quick brown fox jumps over the lazy dog and goes on for a while'.split(' ')
const head = { id: 'chatcmpl-bench', created: 1_760_000_000, model: 'openai/gpt-4o-mini' }
const usage = { prompt_tokens: 24, completion_tokens: words.length, total_tokens: 24 + words.length }

const whole = Buffer.from(
  JSON.stringify({
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: words.join(' ') }, finish_reason: 'stop' }],
    usage,
  }),
)
const wholeHead = { 'content-type': 'application/json', 'content-length': whole.length }

const chunk = (rest: object) =>
  Buffer.from(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...rest })}\n\n`)
const choice = (delta: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
})
/** Some tokens at a time, as they reach whoever reads under load; the end comes together. */
const perPiece = 5
const said = words.map((word, i) =>
  chunk(choice({ ...(i === 0 ? { role: 'assistant' } : {}), content: `${word} ` })),
)
const pieces = [
  ...Array.from({ length: Math.ceil(said.length / perPiece) }, (_, i) =>
    Buffer.concat(said.slice(i * perPiece, (i + 1) * perPiece)),
  ),
  Buffer.concat([chunk(choice({}, 'stop')), chunk({ choices: [], usage }), Buffer.from('data: [DONE]\n\n')]),
]

function stream(response: ServerResponse, from = 0): void {
  const piece = pieces[from]
  if (!piece || response.destroyed) return
  if (from === pieces.length - 1) response.end(piece)
  else {
    response.write(piece)
    setImmediate(stream, response, from + 1)
  }
}

runAsChild(async () => {
  const server = createServer((request, response) => {
    let streamed = false
    request.on('data', (data: Buffer) => {
      streamed ||= data.includes('"stream":true')
    })
    request.on('end', () => {
      if (!streamed) return void response.writeHead(200, wholeHead).end(whole)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      stream(response)
    })
  })
  server.keepAliveTimeout = 600_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { ready: { port: (server.address() as AddressInfo).port } }
})
