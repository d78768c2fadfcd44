import { parseJsonBody } from '@/gateway/body'
import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import { serveImages } from '@/gateway/images/serve'
import { imageRequest } from '@/lib/images/request'

/** POST /images/generations. */
export function imageGenerations(gateway: Gateway) {
  return async (c: GatewayContext): Promise<Response> => {
    const request = await parseJsonBody(c, imageRequest)
    return serveImages(gateway, c, '/images/generations', request)
  }
}
