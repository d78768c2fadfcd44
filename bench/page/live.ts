import OpenAI from 'openai'
import type { Owner } from '@/bench/page/owner'
import type { TestSystem } from '@/e2e/system'
import { readCatalog } from '@/lib/catalog/catalog'

/** Milliseconds from the end of a request to the API until an open log, told of it, has been read anew with it; one after the other. */
export async function measureLive(system: TestSystem, owner: Owner, runs: number): Promise<number[]> {
  const headers = { cookie: owner.cookie }
  const client = new OpenAI({ baseURL: system.apiBaseUrl, apiKey: owner.apiKey, maxRetries: 0 })
  const model = readCatalog().find(entry => entry.model.kind === 'text')?.model.id
  if (model === undefined) throw new Error('the catalogue has models of text')
  const stream = await fetch(`${system.appUrl}/usage/live`, { headers })
  if (stream.status !== 200 || !stream.body) throw new Error(`live updates were answered ${stream.status}`)
  const notices = noticesOf(stream.body)
  const times: number[] = []
  for (let i = 0; i < runs; i += 1) {
    const answer = await client.chat.completions
      .create({ model, max_tokens: 16, messages: [{ role: 'user', content: 'Hello' }] })
      .withResponse()
    const answeredMs = performance.now()
    const requestId = answer.response.headers.get('x-request-id') ?? ''
    for (let shown = false; !shown;) {
      const { done } = await notices.next()
      if (done) throw new Error('live updates ended by themselves')
      const page = await fetch(`${system.appUrl}/requests`, { headers: { ...headers, rsc: '1' } })
      shown = (await page.text()).includes(requestId)
    }
    times.push(performance.now() - answeredMs)
  }
  await notices.return(undefined)
  return times
}

/** One for each `usage` event of the stream. */
async function* noticesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<undefined, void, undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end)
      text = text.slice(end + 2)
      if (event.startsWith('event: usage')) yield
    }
  }
}
