import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { authOptions } from '@/app/_server/auth'

interface RouteContext {
  params: Promise<{ nextauth: string[] }>
}

async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  const handler = NextAuth(authOptions()) as (
    request: NextRequest,
    context: RouteContext,
  ) => Promise<Response>
  return await handler(request, context)
}

export { handle as GET, handle as POST }
