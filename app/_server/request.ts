import { headers } from 'next/headers'
import { cache } from 'react'
import { toPlace } from '@/lib/attempts/place'

export interface RequestFacts {
  /** Ours, also in the answer's `x-request-id`: what a person quotes and the log holds. */
  readonly requestId: string
  /** The client's address as our own web server saw it. */
  readonly address: string
  /** The same for counting attempts. */
  readonly place: string
  readonly userAgent: string | null
  /** Path and query of the page that was asked for. */
  readonly path: string
}

/** What is known of the request at hand. The headers are set by our own server and by proxy.ts, over whatever a client sent. */
export const getRequest = cache(async (): Promise<RequestFacts> => {
  const sent = await headers()
  const address = sent.get('x-real-ip') ?? 'unknown'
  return {
    requestId: sent.get('x-request-id') ?? 'unknown',
    address,
    place: toPlace(address),
    userAgent: sent.get('user-agent'),
    path: sent.get('x-path') ?? '/',
  }
})
