import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { toApiError, type ApiErrorCode } from '@/lib/api-errors'
import type { RequestId } from '@/lib/ids'

const codes: Record<string, Extract<ApiErrorCode, 'headers_too_large' | 'request_timeout'>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** Answers what Node's HTTP parser refuses, before any of our code sees it, in the body and with the id of every other refusal. */
export function answerClientError(error: Error & { code?: string }, socket: Duplex, id: RequestId): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { status, body } = toApiError(codes[error.code ?? ''] ?? 'malformed_http', {})
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-request-id: ${id}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}
