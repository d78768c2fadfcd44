import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { clientOf, GatewayWorld } from '@/gateway/testing'

vi.mock('@/gateway/settings', async original => ({ ...(await original<object>()), flushWithinMs: 500 }))

let world: GatewayWorld
beforeAll(async () => {
  world = await GatewayWorld.create()
})
afterAll(() => world.close())

it('whoever asks for more than they read is cut off, whatever they asked for', async () => {
  const unhindered = { requests: 1_000_000, tokens: 1_000_000 }
  const gateway = await world.gateway({ rateLimits: { free: unhindered, billed: unhindered } })
  const key = await world.key()
  await clientOf(gateway, key).models.list()
  const ask = `GET /api/openai/v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key.secret}\r\n\r\n`
  const socket = connect(gateway.port, '127.0.0.1')
  socket.pause()
  const cut = new Promise<NodeJS.ErrnoException>(resolve => socket.on('error', resolve))
  // Who does not read hears only when they write that nobody is there any more.
  const asking = setInterval(() => socket.write(ask.repeat(100)), 10)
  expect((await cut).code).toMatch(/^(EPIPE|ECONNRESET)$/)
  clearInterval(asking)
})
