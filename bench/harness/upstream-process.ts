import { randomUUID } from 'node:crypto'
import { openSync, writeSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BillLine } from '@/bench/harness/bill'
import { runAsChild } from '@/bench/harness/child'
import { nanosOf } from '@/bench/harness/prices'
import { answerChat, type Pace } from '@/bench/harness/upstream/chat'
import {
  accountIn,
  type UpstreamChatRequest,
  type UpstreamImageRequest,
} from '@/bench/harness/upstream/request'

export interface UpstreamSettings {
  readonly pace: Pace
  readonly imageMs: number
  /** Its bill is appended here, synchronously; null: it keeps none (to measure speed). */
  readonly billFile: string | null
}

/**
 * A model provider and image provider that behaves like an aggregator: it honours the cap on output for each of `n` choices,
 * stops when its caller hangs up, and tells afterwards what an answer came to (`GET /generation?id=`).
 */
runAsChild<UpstreamSettings>(async settings => {
  const upstream = new Upstream(settings)
  const server = createServer((incoming, response) => void upstream.serve(incoming, response))
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', 1_024, resolve))
  process.on('SIGTERM', () => process.exit(0))
  return { ready: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }
})

class Upstream {
  readonly #bill: number | null
  readonly #ended = new Map<string, BillLine>()

  constructor(private readonly settings: UpstreamSettings) {
    this.#bill = settings.billFile === null ? null : openSync(settings.billFile, 'a')
  }

  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://upstream')
    const [, , endpoint] = /^\/(\w+)\/v1\/(.+)$/.exec(url.pathname) ?? []
    if (endpoint === 'generation') return this.#tell(url.searchParams.get('id') ?? '', response)
    const chunks: Buffer[] = []
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
    } catch {
      return // The caller is gone before it had asked.
    }
    const body = Buffer.concat(chunks).toString('utf8')
    const requestId = incoming.headers['x-serika-request-id']
    const common = {
      requestId: typeof requestId === 'string' ? requestId : null,
      account: accountIn(body),
    }
    if (endpoint === 'chat/completions') this.#chat(JSON.parse(body) as UpstreamChatRequest, response, common)
    else if (endpoint === 'images/generations')
      this.#images(JSON.parse(body) as UpstreamImageRequest, response, common)
    else sendJson(response, 404, { error: { message: `no ${url.pathname}` } })
  }

  #chat(
    request: UpstreamChatRequest,
    response: ServerResponse,
    common: Pick<BillLine, 'requestId' | 'account'>,
  ): void {
    const id = `gen-${randomUUID()}`
    answerChat({
      id,
      request,
      response,
      pace: this.settings.pace,
      bill: (promptTokens, completionTokens, aborted) =>
        this.#charge({
          ...common,
          id,
          endpoint: 'chat',
          model: request.model,
          streamed: request.stream === true,
          promptTokens,
          completionTokens,
          images: 0,
          size: null,
          aborted,
        }),
    })
  }

  /** Images are made whether or not somebody still waits for them. */
  #images(
    { model, quality, n = 1, size = '1024x1024' }: UpstreamImageRequest,
    response: ServerResponse,
    common: Pick<BillLine, 'requestId' | 'account'>,
  ): void {
    setTimeout(() => {
      this.#charge({
        ...common,
        id: `img-${randomUUID()}`,
        endpoint: 'images',
        model: quality ? `${model}-${quality}` : model,
        streamed: false,
        promptTokens: 0,
        completionTokens: 0,
        images: n,
        size,
        aborted: response.closed,
      })
      const data = Array.from({ length: n }, () => ({ b64_json: 'iVBORw0KGgo=' }))
      sendJson(response, 200, { created: 1_760_000_000, data })
    }, this.settings.imageMs)
  }

  #charge(line: BillLine): void {
    if (this.#bill === null) return
    writeSync(this.#bill, `${JSON.stringify(line)}\n`)
    this.#ended.set(line.id, line)
  }

  /** In OpenRouter's shape. */
  #tell(id: string, response: ServerResponse): void {
    const line = this.#ended.get(id)
    if (!line) return sendJson(response, 404, { error: { message: `no generation ${id}` } })
    sendJson(response, 200, {
      data: {
        id,
        model: line.model,
        streamed: line.streamed,
        cancelled: line.aborted,
        tokens_prompt: line.promptTokens,
        tokens_completion: line.completionTokens,
        native_tokens_prompt: line.promptTokens,
        native_tokens_completion: line.completionTokens,
        usage: Number(nanosOf(line)) / 1e9,
      },
    })
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
