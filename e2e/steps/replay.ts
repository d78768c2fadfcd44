import type { APIRequestContext, Request } from '@playwright/test'

/** Sends a server action's request once more, as whoever the context is signed in as; the answer's text. */
export async function replay(context: APIRequestContext, request: Request): Promise<string> {
  const { 'next-action': action = '', 'content-type': type = '' } = request.headers()
  const answer = await context.post(request.url(), {
    headers: {
      'next-action': action,
      'content-type': type,
      accept: 'text/x-component',
      origin: new URL(request.url()).origin,
    },
    data: request.postDataBuffer() ?? Buffer.alloc(0),
  })
  return answer.text()
}

/** Whether a request calls a server action. */
export function isAction(request: Request): boolean {
  return request.method() === 'POST' && request.headers()['next-action'] !== undefined
}
