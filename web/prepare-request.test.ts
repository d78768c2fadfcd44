import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { prepareRequest } from '@/web/prepare-request'

function requestFrom(
  remoteAddress: string,
  headers: Record<string, string>,
  method = 'GET',
  url = '/keys?page=2',
) {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  const request = new IncomingMessage(socket)
  Object.assign(request, { method, url })
  Object.assign(request.headers, headers)
  return request
}

const live = prepareRequest({
  mode: 'live',
  appUrl: 'https://developers.example.com',
  trustedProxies: ['10.0.0.0/8'],
})
const demo = prepareRequest({ mode: 'demo', appUrl: 'http://127.0.0.1:3000', trustedProxies: [] })

describe('what a client claims about itself', () => {
  test('is replaced by what the socket and the configuration say', () => {
    const request = requestFrom('203.0.113.9', {
      host: 'evil.example',
      'x-forwarded-for': '1.1.1.1',
      'x-real-ip': '1.1.1.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
      forwarded: 'for=1.1.1.1',
      'x-middleware-subrequest': 'middleware',
    })
    expect(live(request)).toEqual({ kind: 'pass' })
    expect(request.headers).toEqual({
      host: 'developers.example.com',
      'x-forwarded-for': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'x-forwarded-host': 'developers.example.com',
      'x-forwarded-proto': 'https',
    })
  })

  test('counts when a trusted proxy says it', () => {
    const request = requestFrom('10.0.0.2', { 'x-forwarded-for': '1.1.1.1, 198.51.100.4' })
    live(request)
    expect(request.headers['x-real-ip']).toBe('198.51.100.4')
  })
})

describe('bodies', () => {
  test('too long, or of unknown length, are refused', () => {
    expect(live(requestFrom('1.2.3.4', { 'content-length': '10485761' }))).toEqual({
      kind: 'refuse',
      status: 413,
    })
    expect(live(requestFrom('1.2.3.4', { 'transfer-encoding': 'chunked' }))).toEqual({
      kind: 'refuse',
      status: 411,
    })
    expect(live(requestFrom('1.2.3.4', { 'content-length': '10485760' }))).toEqual({ kind: 'pass' })
  })
})

describe('another name of this machine', () => {
  test('leads a page to the configured origin, path and query kept', () => {
    expect(demo(requestFrom('127.0.0.1', { host: 'localhost:3000' }))).toEqual({
      kind: 'redirect',
      location: 'http://127.0.0.1:3000/keys?page=2',
    })
  })

  test('a foreign name that was made to point here is refused', () => {
    expect(demo(requestFrom('127.0.0.1', { host: 'rebound.example:3000' }))).toEqual({
      kind: 'refuse',
      status: 421,
    })
  })

  test('never leads away, whatever the request line holds', () => {
    expect(demo(requestFrom('127.0.0.1', { host: 'localhost:3000' }, 'GET', '@evil.example/'))).toEqual({
      kind: 'redirect',
      location: 'http://127.0.0.1:3000/',
    })
  })

  test('does not redirect what is posted, nor anything in live mode', () => {
    expect(demo(requestFrom('127.0.0.1', { host: 'localhost:3000' }, 'POST'))).toEqual({ kind: 'pass' })
    expect(live(requestFrom('127.0.0.1', { host: 'localhost:3000' }))).toEqual({ kind: 'pass' })
  })
})
