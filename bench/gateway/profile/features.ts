/** What a request's CPU time goes to. In the order in which a gateway would be built up, each on top of those before. */
export const features = [
  'HTTP, sockets, event loop',
  'request id, key, deadlines',
  'body and its checks',
  'rate limits',
  'price and reservation',
  'reading the answer',
  'event and its commit',
  'metrics and logs',
  'garbage collection',
] as const
export type Feature = (typeof features)[number]

/** Beginnings of files, as `fileOf` names them, and whose work they do; the longest that fits decides. */
const owners: readonly (readonly [string, Feature])[] = [
  ['node:_http', 'HTTP, sockets, event loop'],
  ['undici/', 'HTTP, sockets, event loop'],
  ['wasm:', 'HTTP, sockets, event loop'],
  ['hono/', 'HTTP, sockets, event loop'],
  ['@hono/', 'HTTP, sockets, event loop'],
  ['gateway/upstream/client', 'HTTP, sockets, event loop'],
  ['gateway/server', 'HTTP, sockets, event loop'],
  ['gateway/app', 'request id, key, deadlines'],
  ['gateway/middleware/', 'request id, key, deadlines'],
  ['gateway/callers', 'request id, key, deadlines'],
  ['gateway/clock', 'request id, key, deadlines'],
  ['gateway/open-requests', 'request id, key, deadlines'],
  ['lib/client-address', 'request id, key, deadlines'],
  ['lib/ids', 'request id, key, deadlines'],
  ['lib/keys/', 'request id, key, deadlines'],
  ['lru-cache/', 'request id, key, deadlines'],
  ['uuid/', 'request id, key, deadlines'],
  ['gateway/body', 'body and its checks'],
  ['gateway/chat/', 'body and its checks'],
  ['gateway/routes/', 'body and its checks'],
  ['gateway/upstream/choose', 'body and its checks'],
  ['gateway/upstream/providers', 'body and its checks'],
  ['zod/', 'body and its checks'],
  ['gateway/middleware/limit-rate', 'rate limits'],
  ['gateway/rate', 'rate limits'],
  ['gateway/sliding-minute', 'rate limits'],
  ['gateway/admission', 'price and reservation'],
  ['gateway/catalog', 'price and reservation'],
  ['gateway/chat/offer', 'price and reservation'],
  ['gateway/chat/serve', 'price and reservation'],
  ['gateway/generate', 'price and reservation'],
  ['gateway/leases', 'price and reservation'],
  ['lib/catalog/', 'price and reservation'],
  ['lib/limits/', 'price and reservation'],
  ['lib/period', 'price and reservation'],
  ['eventsource-parser/', 'reading the answer'],
  ['gateway/chat/chunk', 'reading the answer'],
  ['gateway/chat/output', 'reading the answer'],
  ['gateway/chat/plain', 'reading the answer'],
  ['gateway/chat/relay', 'reading the answer'],
  ['gateway/chat/streamed', 'reading the answer'],
  ['gateway/chat/turn', 'reading the answer'],
  ['gateway/chat/usage', 'reading the answer'],
  ['gateway/turn', 'reading the answer'],
  ['gateway/upstream/', 'reading the answer'],
  ['lib/money', 'reading the answer'],
  ['db/', 'event and its commit'],
  ['drizzle-orm/', 'event and its commit'],
  ['gateway/charge', 'event and its commit'],
  ['gateway/control', 'event and its commit'],
  ['gateway/link/', 'event and its commit'],
  ['gateway/settlement', 'event and its commit'],
  ['lib/usage/', 'event and its commit'],
  ['pg', 'event and its commit'],
  ['postgres-', 'event and its commit'],
  ['gateway/bookkeeping', 'metrics and logs'],
  ['gateway/metrics/', 'metrics and logs'],
  ['pino', 'metrics and logs'],
  ['prom-client/', 'metrics and logs'],
]

/** Whose work a file does; null for Node's own, which works for whoever called it. */
export function ownerOf(file: string): Feature | null {
  let [longest, owner] = ['', null as Feature | null]
  for (const [beginning, feature] of owners)
    if (file.startsWith(beginning) && beginning.length > longest.length)
      [longest, owner] = [beginning, feature]
  return owner
}

/** A script's place from the project's root, or within its package. */
export function fileOf(url: string, root: string): string {
  const [, inPackage] = /.*\/node_modules\/(.*)/.exec(url) ?? []
  return inPackage ?? url.replace('file://', '').replace(`${root}/`, '')
}
