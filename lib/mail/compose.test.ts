import { describe, expect, it } from 'vitest'
import { isLinkToken } from '@/lib/accounts/link-token'
import { newId } from '@/lib/ids'
import { composeMail, queuedMailSchema } from '@/lib/mail/compose'
import { templates, type TemplateData, type TemplateName } from '@/lib/mail/templates'

const links = { origin: 'https://developers.example', secret: 'a secret of thirty-two characters' }
const tokenId = newId('token', new Date('2026-11-22T10:00:00Z'))
const expiresAt = '2026-11-23T10:00:00.000Z'
const hostile = '<script>alert("1")</script> & \'Eve\''
const token = { tokenId, expiresAt }
const failedPayment = {
  accountName: hostile,
  invoiceId: 'inv_1',
  period: 'October 2026',
  amountCents: 6_388,
  reason: 'The card has expired.',
  suspendsAt: '2026-11-08T00:10:00.000Z',
}

const examples: { [Name in TemplateName]: TemplateData<Name> } = {
  verify_email: token,
  reset_password: token,
  already_registered: { name: hostile },
  password_changed: { name: hostile, at: '2026-11-22T21:40:07.000Z' },
  payment_failed: failedPayment,
  payment_confirmation: { ...failedPayment, hostedUrl: 'https://invoice.example/i/1' },
  account_suspended: { accountName: hostile },
  account_restored: { accountName: hostile },
}
const names = Object.keys(templates) as TemplateName[]

describe('mails', () => {
  it.each(names)('%s runs and fetches nothing', template => {
    const { html } = composeMail({ template, to: 'mira@halcyon.example', data: examples[template] }, links)
    expect(html).not.toContain('<script')
    expect(html).not.toMatch(/<(img|link|iframe)|url\(|@import/)
  })

  it.each(names)('%s says the same as text and as HTML, links included', template => {
    const { html, text, subject } = composeMail(
      { template, to: 'mira@halcyon.example', data: examples[template] },
      links,
    )
    expect(subject).not.toMatch(/[\r\n]/)
    const hrefs = [...html.matchAll(/href="([^"]+)"/g)].map(match => match[1])
    for (const href of hrefs) expect(text).toContain(href)
  })

  it('escape what people typed', () => {
    const mail = {
      template: 'already_registered',
      to: 'mira@halcyon.example',
      data: { name: hostile },
    } as const
    const { html, text } = composeMail(mail, links)
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;Eve&#39;')
    expect(text).toContain(hostile)
  })

  it.each(['verify_email', 'reset_password'] as const)(
    '%s carries nothing that a stranger typed, since strangers can have it sent to anybody',
    template => {
      const data = { ...token, name: 'Visit https://evil.example' }
      const { html, text } = composeMail({ template, to: 'mira@halcyon.example', data }, links)
      expect(html + text).not.toContain('evil.example')
    },
  )

  it.each([
    ['verify_email', '/verify'],
    ['reset_password', '/reset'],
  ] as const)('%s carries a link that only this secret can sign, to our own origin', (template, path) => {
    const { text } = composeMail({ template, to: 'mira@halcyon.example', data: examples[template] }, links)
    const url = new URL(/https:\S+/.exec(text)?.[0] ?? '')
    expect(url.origin + url.pathname).toBe(links.origin + path)
    const claim = { purpose: template, id: tokenId, expiresAt: new Date(expiresAt) }
    expect(isLinkToken(links.secret, claim, url.searchParams.get('token') ?? '')).toBe(true)
  })

  it('refuses what no template knows', () => {
    expect(
      queuedMailSchema.safeParse({ template: 'toString', to: 'mira@halcyon.example', data: {} }).success,
    ).toBe(false)
    expect(() =>
      composeMail({ template: 'verify_email', to: 'a@b.example', data: { name: 'Mira' } }, links),
    ).toThrow()
  })
})
