import { randomBytes, randomUUID } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { contentSecurityPolicy, securityHeaders, type SecuritySettings } from '@/app/_server/security-headers'
import { env } from '@/lib/env'

/** Runs before every page and route: mints the nonce and the request's id, and sets the security headers. Access is checked further in. */
export function proxy(request: NextRequest): NextResponse {
  const settings = readSettings()
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, settings, request.nextUrl.pathname)
  const requestId = `web_${randomUUID().replaceAll('-', '')}`
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  headers.set('x-request-id', requestId)
  headers.set('x-path', request.nextUrl.pathname + request.nextUrl.search)

  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('x-request-id', requestId)
  for (const [name, value] of Object.entries(securityHeaders(settings))) response.headers.set(name, value)
  return response
}

function readSettings(): SecuritySettings {
  const { mode, appUrl, sandbox, stripe } = env()
  // No setting: what kind of build this is, which Next writes into it.
  // eslint-disable-next-line no-restricted-properties
  const development = process.env.NODE_ENV === 'development'
  const embedsStripe = stripe.publishableKey !== null
  return { mode, appUrl, sandboxUrl: sandbox?.url ?? null, embedsStripe, development }
}

export const config = { matcher: '/((?!_next/static|_next/image).*)' }
