import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import type { RequestLife } from '@/gateway/open-requests'
import type { AdminCaller } from '@/lib/admin-keys/authentication/queries'
import type { RequestId } from '@/lib/ids'
import type { Caller } from '@/lib/keys/authentication/queries'

/** What every handler finds in its context. */
export interface GatewayHttp {
  Bindings: HttpBindings
  Variables: {
    requestId: RequestId
    /** When the request arrived, by the monotonic clock. */
    startedMs: number
    life: RequestLife
    /** The bearer's secret; never logged. Set by `authenticate`. */
    secret: string
    address: string
    caller: Caller | undefined
    /** Set where an admin key asks, in the place of `caller`. */
    adminCaller: AdminCaller | undefined
    /** Set once the request was held against its rate limits: the answer says how much is left of them. */
    rated: boolean | undefined
    /** Set once money is held: from then on the request has an event, and is not counted as a rejection. */
    admitted: boolean
  }
}
export type GatewayContext = Context<GatewayHttp>
export type GatewayMiddleware = MiddlewareHandler<GatewayHttp>

/** Where the API lives. */
export const basePath = '/api/openai/v1'
