import { describe, expect, it } from 'vitest'
import { readSettings } from '@/sandbox/settings'

const needed = {
  port: '4010',
  'smtp-port': '4011',
  'data-dir': '.data/sandbox',
  'web-url': 'http://127.0.0.1:3000',
  'control-token': 'token',
  'stripe-secret-key': 'sk_test_1',
}
const argsOf = (given: Record<string, string>) =>
  Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])

describe('settings', () => {
  it('take what is needed and fill in the pace', () => {
    const read = readSettings([...argsOf(needed), '--quiet'])
    expect(read).toMatchObject({
      settings: { port: 4010, quiet: true, 'tokens-per-second': 400, 'first-token-ms': 40 },
    })
  })

  it.each(Object.keys(needed))('say so when --%s is missing', name => {
    const rest = Object.fromEntries(Object.entries(needed).filter(([other]) => other !== name))
    const read = readSettings(argsOf(rest))
    expect('problem' in read && read.problem).toContain(name)
  })

  it('refuse a live Stripe key, a strange port, an unknown flag and a webhook without its secret', () => {
    const wrongs: Record<string, string>[] = [
      { 'stripe-secret-key': 'sk_live_1' },
      { port: '70000' },
      { speed: '1' },
      { 'webhook-url': 'http://127.0.0.1:3000/hook' },
    ]
    for (const wrong of wrongs) {
      const read = readSettings(argsOf({ ...needed, ...wrong }))
      expect('problem' in read && read.problem).toContain(Object.keys(wrong)[0])
    }
  })
})
