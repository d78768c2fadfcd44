import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePort, isFree } from '@/db/embedded/free-port'

const open: Server[] = []
afterEach(() => Promise.all(open.splice(0).map(server => new Promise(resolve => server.close(resolve)))))

function listen(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    open.push(server)
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

test('the first preferred port is taken when nobody has it', async () => {
  const port = await freePort([])
  expect(await freePort([port])).toBe(port)
})

test.each(['127.0.0.1', '0.0.0.0'])('a port that someone else holds on %s is passed over', async host => {
  const held = await listen(host)
  const next = await freePort([])
  expect(await isFree(held)).toBe(false)
  expect(await freePort([held, next])).toBe(next)
  expect(await freePort([held])).not.toBe(held)
})

test('a port given to another part of the system is passed over', async () => {
  const port = await freePort([])
  expect(await freePort([port], new Set([port]))).not.toBe(port)
})
