/** Runs once, before the server answers anything. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { env } = await import('@/lib/env')
  // next-auth knows its own origin by this variable only; without it, it would believe the Host header.
  process.env.NEXTAUTH_URL = env().appUrl
}
