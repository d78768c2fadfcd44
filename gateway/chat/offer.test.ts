import { describe, expect, it } from 'vitest'
import { chatRequest } from '@/gateway/chat/request'
import { readCatalog, toPriceRow } from '@/lib/catalog/catalog'
import { toPriceBook } from '@/lib/catalog/rating'
import { offerChat } from './offer'
import { planChat } from './plan'

const now = new Date('2026-11-22T12:00:00Z')
const entries = readCatalog()
const book = toPriceBook(
  entries.flatMap(({ model, rates }) => rates.map(rate => toPriceRow(model.id, rate, new Date(0)))),
)
const models = new Map(entries.map(({ model }) => [model.id, model]))

function offer(more: object, remainingNanos: bigint | null = null) {
  const request = chatRequest.parse(more)
  const catalog = { find: (id: string) => models.get(id) ?? null, book }
  return offerChat(
    book,
    planChat(catalog, () => true, request, now),
    now,
    remainingNanos,
  )
}
const words = (tokens: number) => [{ role: 'user', content: 'word'.repeat(tokens) }]

describe('the cap on an answer', () => {
  it("is the model's maximum where nothing limits it", () => {
    const model = 'gryphe/mythomax-l2-13b'
    expect(offer({ model, messages: words(100) })).toMatchObject({ capTokens: 2048, capIsOurs: true })
  })

  it('of our own leaves the messages their room in the context window: it must not be why a request is refused', () => {
    const model = 'gryphe/mythomax-l2-13b'
    const { capTokens } = offer({ model, messages: words(3000) })
    expect(capTokens).toBeLessThanOrEqual(4096 - 3000)
    expect(capTokens).toBeGreaterThan(1000)
    expect(offer({ model, messages: words(5000) }).capTokens).toBe(256)
  })

  it("of the client's is never lowered", () => {
    const asked = { model: 'gryphe/mythomax-l2-13b', messages: words(3000), max_tokens: 2048 }
    expect(offer(asked, 1n)).toMatchObject({ capTokens: 2048, capIsOurs: false, shrinks: false })
  })

  it('shrinks to what is left, and its price with it', () => {
    const asked = { model: 'openai/gpt-4o', messages: words(10) }
    const whole = offer(asked)
    const fitted = offer(asked, 20_000_000n)
    expect(fitted.capTokens).toBeLessThan(whole.capTokens)
    expect(fitted).toMatchObject({ shrinks: true })
    expect(fitted.nanos).toBeLessThanOrEqual(20_000_000n)
  })
})
