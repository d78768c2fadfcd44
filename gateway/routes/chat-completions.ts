import { parseJsonBody } from '@/gateway/body'
import { serveChat } from '@/gateway/chat/serve'
import { chatRequest } from '@/gateway/chat/request'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'

/** POST /chat/completions, plain and streaming. */
export function chatCompletions(gateway: Gateway) {
  return async (c: GatewayContext): Promise<Response> => {
    const request = await parseJsonBody(c, chatRequest)
    return serveChat(gateway, c, '/chat/completions', request)
  }
}
