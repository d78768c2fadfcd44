import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { ValueCounter } from '@/gateway/body-values'
import type { GatewayContext } from '@/gateway/http'
import { callerOf } from '@/gateway/middleware/authenticate'
import type { RequestLife } from '@/gateway/open-requests'
import { Refusal, toRefusal } from '@/gateway/refusal'
import { bodyWithinMs, maxBodyBytes, mostBodyValues } from '@/gateway/settings'
import type { AccountId } from '@/lib/ids'

/** The client hung up before its request was whole: there is nobody to answer. */
export class RequestAborted extends Error {
  override name = 'RequestAborted'
}

/** Refuses by the headers alone what would not be accepted, before a byte of the body is read. */
export function checkBodyHeaders({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new Refusal('unsupported_content_encoding', { encoding: encoding.slice(0, 50) })
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    throw new Refusal('unsupported_media_type', {})
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes)
    throw new Refusal('request_too_large', { maxBytes: maxBodyBytes })
}

/** The body as what the endpoint takes. @throws Refusal naming the first thing that is wrong with it */
export async function parseJsonBody<T>(c: GatewayContext, schema: z.ZodType<T>): Promise<T> {
  const { incoming } = c.env
  const { id: accountId } = callerOf(c).account
  checkBodyHeaders(incoming)
  const sent: Sent = { incoming, life: c.get('life'), accountId }
  const text = takeWhole(sent) ?? (await readText(sent))
  const isLong = text.length > longFromChars
  if (isLong) await nextTurn()
  const body = parse(text)
  if (isLong) await nextTurn()
  const parsed = check(body, schema)
  if (isLong) await nextTurn()
  return parsed
}

interface Sent {
  readonly incoming: IncomingMessage
  readonly life: RequestLife
  readonly accountId: AccountId
}

/** What takes a tenth of a second for ten megabytes is one turn of the event loop each: others are served in between. */
const longFromChars = 1_000_000
const nextTurn = () => new Promise(resolve => setImmediate(resolve))

function check<T>(body: unknown, schema: z.ZodType<T>): T {
  try {
    const parsed = schema.safeParse(body)
    if (parsed.success) return parsed.data
    throw toRefusal(parsed.error)
  } catch (error) {
    // Thousands of levels of nesting end a recursive walk.
    if (error instanceof RangeError)
      throw new Refusal('invalid_request', { problem: 'The body is nested too deeply.', param: null })
    throw error
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('invalid_json', {})
  }
}

/** A body that came together with its head, as most do: nothing to wait for. Null where more is to come. Its bytes count against the process's memory until the request is over. */
function takeWhole({ incoming, life, accountId }: Sent): string | null {
  const bytes = incoming.readableLength
  if (bytes === 0 || bytes !== lengthOf(incoming) || bytes > mostBodyValues || life.signal.aborted)
    return null
  life.holdBytes(bytes, accountId)
  const body = incoming.read() as Buffer
  incoming.resume()
  return body.toString('utf8')
}

/** As they come; they count against the process's memory too. */
function readText({ incoming, life, accountId }: Sent): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    // No value is written in less than a byte.
    const values = lengthOf(incoming) <= mostBodyValues ? null : new ValueCounter()
    let bytes = 0
    const settle = (end: () => void) => {
      clearTimeout(timer)
      incoming.off('data', onData)
      incoming.off('end', onEnd)
      incoming.off('close', onClose)
      life.signal.removeEventListener('abort', onCut)
      end()
    }
    const onData = (chunk: Buffer) => {
      bytes += chunk.length
      try {
        if (bytes > maxBodyBytes) throw new Refusal('request_too_large', { maxBytes: maxBodyBytes })
        if (values && values.add(chunk) > mostBodyValues) throw tooManyValues()
        life.holdBytes(chunk.length, accountId)
        chunks.push(chunk)
      } catch (error) {
        settle(() => reject(error as Error))
      }
    }
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks).toString('utf8')))
    const onClose = () => settle(() => reject(new RequestAborted('the request ended in the middle')))
    // A server that stops does not wait for a slow sender: nothing is held for it yet.
    const onCut = () => settle(() => reject(new Refusal('shutting_down', {})))
    const timer = setTimeout(() => settle(() => reject(new Refusal('request_timeout', {}))), bodyWithinMs)
    life.signal.addEventListener('abort', onCut)
    incoming.on('data', onData)
    incoming.on('end', onEnd)
    incoming.on('close', onClose)
  })
}

/** Infinity where its head does not say. */
function lengthOf({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? Infinity)
}

function tooManyValues(): Refusal {
  const most = mostBodyValues.toLocaleString('en-US')
  return new Refusal('invalid_request', { problem: `The body holds more than ${most} values.`, param: null })
}
