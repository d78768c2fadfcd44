import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'

const folder = dirname(createRequire(import.meta.url).resolve('geist/font/sans'))
const fonts: Record<string, string> = {
  'geist.woff2': 'fonts/geist-sans/Geist-Variable.woff2',
  'geist-mono.woff2': 'fonts/geist-mono/GeistMono-Variable.woff2',
}

/** `/_assets/*`: the two fonts that all pages of the sandbox use. */
export const assets = new Hono().get('/_assets/:file', async c => {
  const file = fonts[c.req.param('file')]
  if (!file) return c.notFound()
  return c.body(await readFile(join(folder, file)), 200, {
    'content-type': 'font/woff2',
    'cache-control': 'public, max-age=86400',
  })
})
