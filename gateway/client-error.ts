import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener, RequestError } from '@hono/node-server'
import { toApiError, type ApiErrorCode } from '@/lib/api-errors'
import type { RequestId } from '@/lib/ids'

type ClientErrorCode = Extract<ApiErrorCode, 'headers_too_large' | 'request_timeout' | 'malformed_http'>

const codes: Record<string, ClientErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** Serves an application; whatever is refused before it sees the request is refused in the body and with an id like all else. */
export function serveApp(
  server: Server,
  fetch: Parameters<typeof getRequestListener>[0],
  newRequestId: () => RequestId,
): void {
  const listener = getRequestListener(fetch, {
    errorHandler: error => {
      const { body, status } = toApiError(
        error instanceof RequestError ? 'malformed_http' : 'internal_error',
        {},
      )
      return Response.json(body, { status, headers: { 'x-request-id': newRequestId() } })
    },
  })
  const answers = new WeakMap<Duplex, ServerResponse>()
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    answers.set(request.socket, response)
    void listener(request, response)
  }
  server.on('request', serve)
  // Whatever else a client expects, it gets its answer.
  server.on('checkExpectation', serve)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const open = answers.get(socket)
    // Sent behind a request that is still being answered: what we said would stand in the middle of that answer.
    const isAnswering = open !== undefined && open.headersSent && !open.writableFinished
    if (error.code === 'ECONNRESET' || isAnswering || !socket.writable) socket.destroy()
    else socket.end(toResponse(codes[error.code ?? ''] ?? 'malformed_http', newRequestId()))
  })
}

/** As it goes over a socket of which Node's parser has let go. */
function toResponse(code: ClientErrorCode, id: RequestId): string {
  const { status, body } = toApiError(code, {})
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
