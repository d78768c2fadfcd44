import { STATUS_CODES, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { toApiError, type ApiErrorCode } from '@/lib/api-errors'
import type { RequestId } from '@/lib/ids'

const codes: Record<string, Extract<ApiErrorCode, 'headers_too_large' | 'request_timeout'>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** Answers what Node's HTTP parser refuses, before any of our code sees it, in the body and with the id of every other refusal. */
export function answerClientErrors(server: Server, newRequestId: () => RequestId): void {
  const answers = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request, response) => answers.set(request.socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const open = answers.get(socket)
    // Sent behind a request that is still being answered: what we said would stand in the middle of that answer.
    const isAnswering = open !== undefined && open.headersSent && !open.writableFinished
    if (error.code === 'ECONNRESET' || isAnswering || !socket.writable) socket.destroy()
    else socket.end(toResponse(error.code, newRequestId()))
  })
}

function toResponse(cause: string | undefined, id: RequestId): string {
  const { status, body } = toApiError(codes[cause ?? ''] ?? 'malformed_http', {})
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-request-id: ${id}`,
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${text}`
}
