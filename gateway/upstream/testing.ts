import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ScriptedRequest {
  readonly id: string
  readonly path: string
  readonly body: Record<string, unknown>
  readonly headers: IncomingMessage['headers']
}

/** One request as the provider would bill it. */
export interface Billed {
  readonly id: string
  readonly promptTokens: number
  readonly completionTokens: number
}

export interface RecordAnswer {
  readonly status: number
  readonly billed?: Billed
}

type Script = (request: ScriptedRequest, answer: Answering) => void | Promise<void>

/** A model provider that does what a test tells it, and remembers what it was asked and what it would bill. */
export class ScriptedUpstream {
  readonly requests: ScriptedRequest[] = []
  readonly bill: Billed[] = []
  /** What `GET /generation?id=` answers; refused, as by providers that keep no records, until a test sets it. */
  record: (upstreamId: string) => RecordAnswer = () => ({ status: 400 })
  script: Script = (_request, answer) => answer.complete({ text: 'Hello there.', prompt: 10, completion: 4 })
  readonly #server: Server

  private constructor() {
    this.#server = createServer((incoming, response) => void this.#serve(incoming, response))
  }

  static async start(): Promise<ScriptedUpstream> {
    const upstream = new ScriptedUpstream()
    await new Promise<void>(resolve => upstream.#server.listen(0, '127.0.0.1', resolve))
    return upstream
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://upstream')
    if (url.pathname === '/v1/generation')
      return sendRecord(response, this.record(url.searchParams.get('id') ?? ''))
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request = {
      id: String(incoming.headers['x-serika-request-id']),
      path: url.pathname,
      body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>,
      headers: incoming.headers,
    }
    this.requests.push(request)
    await this.script(request, new Answering(request, response, this.bill))
  }
}

interface Whole {
  readonly text: string
  readonly prompt: number
  readonly completion: number
  /** In place of the truth: what the provider claims to have used. */
  readonly usage?: unknown
}

interface Streamed extends Whole {
  /** Between chunks. */
  readonly paceMs?: number
  /** Stop after so many chunks of text, without a finish_reason; the socket is cut. */
  readonly breakAfter?: number
}

class Answering {
  constructor(
    private readonly request: ScriptedRequest,
    readonly response: ServerResponse,
    private readonly bill: Billed[],
  ) {}

  /** As the request asks: whole, or word by word. */
  async complete(answer: Streamed): Promise<void> {
    if (this.request.body.stream === true) await this.stream(answer)
    else this.whole(answer)
  }

  fail(status: number, body: unknown = { error: { message: 'no', type: 'server_error', code: null } }): void {
    this.json(body, status)
  }

  /** A body as it is; nothing is put on the bill. */
  json(body: unknown, status = 200): void {
    this.response.writeHead(status, { 'content-type': 'application/json' })
    this.response.end(JSON.stringify(body))
  }

  /** A whole stream of these chunks as they are; nothing is put on the bill. */
  events(chunks: readonly unknown[]): void {
    this.response.writeHead(200, { 'content-type': 'text/event-stream' })
    this.response.end(
      [...chunks.map(chunk => JSON.stringify(chunk)), '[DONE]'].map(data => `data: ${data}\n\n`).join(''),
    )
  }

  whole({ text, prompt, completion, usage }: Whole): void {
    this.#billed(prompt, completion)
    this.response.writeHead(200, { 'content-type': 'application/json' })
    this.response.end(
      JSON.stringify({
        ...this.#head('chat.completion'),
        choices: [
          { index: 0, message: { role: 'assistant', content: text, refusal: null }, finish_reason: 'stop' },
        ],
        usage: usage === undefined ? toUsage(prompt, completion) : usage,
      }),
    )
  }

  async stream({ text, prompt, completion, usage, paceMs = 0, breakAfter }: Streamed): Promise<void> {
    const { response } = this
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    this.chunk({ choices: [choice({ role: 'assistant', content: '' })] })
    const words = text.match(/\S+\s*/g) ?? []
    for (const [i, word] of words.entries()) {
      if (response.closed || i === breakAfter) {
        this.#billed(prompt, i)
        response.destroy()
        return
      }
      this.chunk({ choices: [choice({ content: word })] })
      if (paceMs > 0) await sleep(paceMs)
    }
    this.#billed(prompt, completion)
    this.chunk({ choices: [choice({}, 'stop')] })
    this.chunk({ choices: [], usage: usage === undefined ? toUsage(prompt, completion) : usage })
    response.end('data: [DONE]\n\n')
  }

  chunk(rest: object): void {
    this.response.write(`data: ${JSON.stringify({ ...this.#head('chat.completion.chunk'), ...rest })}\n\n`)
  }

  #head(object: string) {
    return {
      id: `chatcmpl-${this.request.id}`,
      object,
      created: 1_760_000_000,
      model: this.request.body.model,
    }
  }

  #billed(promptTokens: number, completionTokens: number): void {
    this.bill.push({ id: this.request.id, promptTokens, completionTokens })
  }
}

function sendRecord(response: ServerResponse, { status, billed }: RecordAnswer): void {
  const data = billed && {
    native_tokens_prompt: billed.promptTokens,
    native_tokens_completion: billed.completionTokens,
    native_tokens_reasoning: null,
  }
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(data ? { data } : { error: { message: 'no such record' } }))
}

function choice(delta: object, finish: string | null = null) {
  return { index: 0, delta, finish_reason: finish, logprobs: null }
}

function toUsage(prompt: number, completion: number) {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}
