import type { MiddlewareHandler } from 'hono'

const loopback = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::\d+)?$/i
const own = new Set(['same-origin', 'none'])

/**
 * The sandbox has no passwords, so it answers this machine only: a foreign Host (a page that rebinds its name to
 * 127.0.0.1) is refused, and so is a change that a browser sends from another site's page.
 */
export const guard: MiddlewareHandler = async (c, next) => {
  if (!loopback.test(c.req.header('host') ?? ''))
    return c.text('The sandbox answers to this machine only.', 403)
  const site = c.req.header('sec-fetch-site')
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.method === 'OPTIONS'
  if (!reads && site !== undefined && !own.has(site))
    return c.text('Changes come from the sandbox’s own pages.', 403)
  await next()
}
