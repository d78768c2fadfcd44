import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchInvoicePdf, isStripes } from './invoice-pdf'

const origins: string[] = []
const servers: Server[] = []

async function serve(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/pdf')
      return void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF')
    if (request.url === '/html')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('no')
    const to = { '/moved': '/pdf', '/away': `${origins[1]}/pdf`, '/loop': '/loop' }[request.url ?? '']
    response.writeHead(to ? 302 : 404, to ? { location: to } : {}).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  origins.push(await serve(), await serve())
})
afterAll(() => servers.forEach(server => server.close()))

const fetched = async (path: string) => {
  const [base = ''] = origins
  const body = await fetchInvoicePdf(`${base}${path}`, base)
  return body && new Response(body).text()
}

describe('fetching the PDF of an invoice', () => {
  it('streams it, also from where it was moved to', async () => {
    expect(await fetched('/pdf')).toBe('%PDF')
    expect(await fetched('/moved')).toBe('%PDF')
  })

  it('goes nowhere else, and takes nothing that is no PDF', async () => {
    for (const path of ['/away', '/loop', '/html', '/gone']) expect(await fetched(path), path).toBeNull()
    expect(await fetchInvoicePdf(`${origins[1]}/pdf`, origins[0] ?? '')).toBeNull()
  })

  it.each([
    ['https://pay.stripe.com/invoice/x/pdf', true],
    ['https://stripe.com/x', true],
    ['http://pay.stripe.com/x', false],
    ['https://pay.stripe.com.evil.example/x', false],
    ['https://evilstripe.com/x', false],
    ['http://169.254.169.254/latest', false],
  ])('%s is Stripe: %s', (url, own) => expect(isStripes(new URL(url), null)).toBe(own))
})
