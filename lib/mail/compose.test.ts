import { createTransport } from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { isLinkToken } from '@/lib/accounts/link-token'
import { composeMail, queuedMailSchema } from '@/lib/mail/compose'
import { toHeaders } from '@/lib/mail/headers'
import { templates, type TemplateName } from '@/lib/mail/templates'
import { examples, expiresAt, links, tokenId, visibleText } from '@/lib/mail/testing'

const to = 'mira@halcyon.example'
const names = Object.keys(templates) as TemplateName[]
const compose = (template: TemplateName, change: object = {}) =>
  composeMail({ template, to, data: { ...examples[template], ...change } }, links)

describe('every mail', () => {
  it.each(names)('%s is well formed, fetches nothing and runs nothing', template => {
    const { html } = compose(template)
    expect(() => visibleText(html)).not.toThrow()
    expect(html).not.toMatch(
      /<(script|img|link|iframe|object|svg|video|form)|url\(|@import|@font-face| on\w+=/i,
    )
    expect(html.length).toBeLessThan(20_000)
  })

  it.each(names)('%s says as text all that it says as HTML, links included', template => {
    const { html, text, subject } = compose(template)
    for (const [, href = ''] of html.matchAll(/href="([^"]+)"/g))
      expect(text).toContain(href.replaceAll('&amp;', '&'))
    const [, , ...shown] = visibleText(
      html.replace(/<p style="[^"]*"><span class="(positive|caution|danger)".*?<\/p>/s, ''),
    ).split('\n')
    const said = text.replaceAll('\n', ' ')
    for (const line of shown.filter(each => each !== 'Serika' && each !== 'Developers'))
      expect(said).toContain(line)
    expect(subject).not.toBe('')
  })

  it.each(names)('%s is shown in the dark with colors of its own, each on its own ground', template => {
    const { html } = compose(template)
    const [, sheet = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? []
    const recolored = new Set([...sheet.matchAll(/\.([a-z]+)\{/g)].map(([, name]) => name))
    for (const [whole, classes = ''] of html.matchAll(/<\w+ (?:[^>]*? )?class="([^"]+)"[^>]*>/g))
      for (const name of classes.split(' ')) expect(recolored, whole).toContain(name)
    for (const [element] of html.matchAll(/<[^>]*style="[^"]*(?:[;"](?:color|background)):#[^>]*>/g))
      if (!element.includes('color:#ffffff;text-decoration')) expect(element).toContain('class="')
  })

  it.each(names)('%s takes data of no other kind', template => {
    expect(() => composeMail({ template, to, data: { nothing: true } }, links)).toThrow()
  })
})

describe('what a mail tells', () => {
  const told: readonly (readonly [TemplateName, object, subject: string, facts: readonly string[]])[] = [
    [
      'invoice_ready',
      {},
      'Invoice for October 2026: $64.19, paid',
      [
        '$64.19 was charged to Visa •••• 4242',
        'Invoice: SRK-0042',
        'Month: October 2026',
        'Usage: $63.88',
        'Carried from before: $0.31',
        'Charged: $64.19',
        `${links.origin}/billing/invoices/inv_1`,
        'https://invoice.example/i/',
      ],
    ],
    [
      'invoice_ready',
      { totalCents: 31, appliedBalanceCents: 0, amountDueCents: 0, carriedCents: 31 },
      'Invoice for October 2026: $0.31, carried over',
      [
        'Amounts under $0.50 are not charged: $0.31 is carried to your next invoice',
        'Carried to the next invoice: $0.31',
        'Charged: $0.00',
      ],
    ],
    [
      'invoice_ready',
      { totalCents: 900, appliedBalanceCents: -900, amountDueCents: 0, card: null },
      'Invoice for October 2026: nothing to pay',
      ['Your credit pays for all of it: of $9.00 nothing is charged', 'Credit used: -$9.00'],
    ],
    [
      'invoice_credited',
      {},
      'Refund of $1.50 on your invoice for October 2026',
      [
        '$1.50 of your invoice for October 2026 goes back to the card',
        'Why: The model was away on 12 October.',
      ],
    ],
    [
      'invoice_credited',
      { refundedCents: 0 },
      'Credit of $1.50 on your invoice for October 2026',
      ['$1.50 is kept as your credit, and your next invoice uses it'],
    ],
    [
      'invoice_credited',
      { refundedCents: 0, to: 'due', amountDueCents: 600 },
      'Credit of $1.50 on your invoice for October 2026',
      ['We took $1.50 off your invoice for October 2026: $6.00 is left to pay'],
    ],
    [
      'invoice_credited',
      { refundedCents: 0, to: 'due', memo: null },
      'Credit of $1.50 on your invoice for October 2026',
      ['nothing is left to pay'],
    ],
    [
      'payment_failed',
      {},
      'Payment of $63.88 failed',
      [
        'The card has expired.',
        'The API goes on working until 8 Nov, 00:10 UTC; after that, requests that cost are refused with status 402',
        'Amount due: $63.88',
        'Pay now:\nhttps://invoice.example/i/',
      ],
    ],
    ['payment_failed', { day: 3 }, 'Reminder: $63.88 is unpaid', ['API works until: 8 Nov, 00:10 UTC']],
    [
      'payment_failed',
      { day: 6, hostedUrl: null },
      'Last reminder: $63.88 is unpaid',
      [`Pay now:\n${links.origin}/billing/invoices/inv_1`],
    ],
    [
      'payment_confirmation',
      {},
      'Confirm your payment of $63.88',
      [
        'waits for the cardholder to confirm it',
        'Nothing was charged yet',
        'Confirm the payment:\nhttps://invoice.example/i/',
      ],
    ],
    [
      'payment_failed',
      { suspendsAt: null },
      'Payment of $63.88 failed',
      ['API access is suspended: requests that cost are refused', 'API access: suspended'],
    ],
    [
      'invoice_voided',
      {},
      'Your invoice for October 2026 is voided',
      ['nothing is to be paid for it any more', 'Invoice: SRK-0042'],
    ],
    [
      'invoice_voided',
      { stillOwedCents: 500 },
      'Your invoice for October 2026 is voided',
      ['$5.00 of other'],
    ],
    [
      'refund_failed',
      {},
      'Refund of $1.50 failed',
      ['$1.50 of your invoice for October 2026 did not reach the card', 'Write to support'],
    ],
    ['payment_received', {}, 'Payment received: $63.88', ['Thank you, $63.88 arrived.', 'Paid: 5 Nov 2026']],
    [
      'payment_received',
      { stillOwedCents: 500 },
      'Payment received: $63.88',
      ['$5.00 of other invoices is still unpaid'],
    ],
    [
      'payment_disputed',
      {},
      'A payment of $63.88 is disputed',
      [
        'a payment of $63.88 for October 2026 of Halcyon',
        'they do not recognize it',
        'refused with status 402',
      ],
    ],
    [
      'payment_disputed',
      { outcome: 'lost', period: null },
      'Dispute over $63.88 decided against us',
      ['took the money back', 'Write to support'],
    ],
    [
      'billing_active',
      {},
      'Billing is set up',
      ['no new key is needed', 'Card: Mastercard •••• 4444', 'Monthly limit: $50'],
    ],
    ['billing_active', { limitNanos: null }, 'Billing is set up', ['Monthly limit: none']],
    [
      'account_suspended',
      {},
      'API access of Halcyon is suspended',
      ['unpaid for seven days', 'October 2026, SRK-0042: $63.88', 'Pay now:\nhttps://invoice.example/i/'],
    ],
    [
      'account_suspended',
      {
        cause: 'owes_without_card',
        owed: [examples.account_suspended.owed[0], examples.account_suspended.owed[0]],
      },
      'API access of Halcyon is suspended',
      ['there is no card to charge', 'Owed in all: $127.76'],
    ],
    [
      'account_restored',
      {},
      'API access of Halcyon is back',
      ['The API keys of Halcyon work again, unchanged.'],
    ],
    [
      'account_restored',
      { unpaid: { amountCents: 500, suspendsAt: '2026-12-08T00:10:00.000Z' } },
      'API access of Halcyon is back',
      ['$5.00 of a newer invoice is unpaid', 'until 8 Dec, 00:10 UTC'],
    ],
    [
      'card_expiring',
      {},
      'Visa •••• 4242 expires soon',
      ['Good through: 12/2026', 'is good through 12/2026'],
    ],
    ['card_expiring', { expired: true }, 'Visa •••• 4242 has expired', ['was good through 12/2026']],
    [
      'limit_reached',
      {},
      'The monthly limit is 80% used',
      [
        'Nothing is refused yet',
        'Spent: $201.23',
        'Limit: $250',
        'Resets: 1 Dec, 00:00 UTC',
        'You can raise it at any time',
      ],
    ],
    [
      'limit_reached',
      { threshold: 100, keyName: 'production', setBy: 'key' },
      'The limit of the key production is reached',
      [
        'requests of this key that cost are refused with status 429 until 1 Dec, 00:00 UTC, or until the limit is raised',
      ],
    ],
    [
      'limit_reached',
      { threshold: 100, setBy: 'operator' },
      'The monthly limit is reached',
      ['the ceiling that Serika sets'],
    ],
  ]
  it.each(told)('%s %j: %s', (template, change, subject, facts) => {
    const mail = compose(template, change)
    expect(mail.subject).toBe(subject)
    for (const fact of facts) expect(mail.text).toContain(fact)
  })

  it.each([
    ['verify_email', '/verify'],
    ['reset_password', '/reset'],
  ] as const)('%s carries a link that only this secret can sign, to our own origin', (template, path) => {
    const url = new URL(/https:\S+/.exec(compose(template).text)?.[0] ?? '')
    expect(url.origin + url.pathname).toBe(links.origin + path)
    const claim = { purpose: template, id: tokenId, expiresAt: new Date(expiresAt) }
    expect(isLinkToken(links.secret, claim, url.searchParams.get('token') ?? '')).toBe(true)
    expect(
      isLinkToken('another secret of thirty-two chars', claim, url.searchParams.get('token') ?? ''),
    ).toBe(false)
  })

  it('holds only links that a browser may open', () => {
    expect(() => compose('payment_failed', { hostedUrl: 'javascript:alert(1)' })).toThrow()
  })
})

describe('what people typed', () => {
  const withName = names.filter(name => 'accountName' in examples[name])
  const named = (template: TemplateName, accountName: string) => compose(template, { accountName })

  it.each(withName)('%s shows it as they typed it, and runs nothing', template => {
    const hostile = `<script>alert("1")</script> & 'Eve'`
    const { html, text } = named(template, hostile)
    expect(html).not.toContain('<script')
    expect(visibleText(html)).toContain(hostile)
    expect(text).toContain(hostile)
  })

  it.each(withName)(
    '%s keeps it on one line: it can neither end a header nor write a paragraph',
    template => {
      const { subject, text } = named(template, 'Halcyon\r\nBcc: eve@evil.example\r\n\r\nPay here:\u2028now')
      expect(subject).not.toMatch(/[\r\n\u2028]/)
      expect(text).toContain('Halcyon Bcc: eve@evil.example Pay here: now')
    },
  )

  it('sets apart what is written from right to left, and drops what turns a line around', () => {
    expect(named('account_restored', 'هاليون').text).toContain('of \u2068هاليون\u2069 work')
    expect(named('account_restored', 'هاليون').subject).toBe('API access of \u2068هاليون\u2069 is back')
    expect(named('account_restored', 'Halcyon \u202Egnp.exe\u200B').text).toContain('of Halcyon gnp.exe work')
  })

  it('is cut where it is longer than a sentence bears', () => {
    const { text } = named('account_restored', 'x'.repeat(200))
    expect(text).toContain(`${'x'.repeat(79)}…`)
    expect(text).not.toContain('x'.repeat(80))
  })

  it('whatever it is, leaves a well-formed mail with one recipient and one subject', async () => {
    // Control characters and halves of surrogate pairs among them; as `unit: 'binary'`, which takes seconds to be made.
    const code = fc.oneof(fc.nat(0x2ff), fc.nat(0xffff), fc.nat(0x10ffff))
    const anything = fc.array(code, { maxLength: 120 }).map(codes => String.fromCodePoint(...codes))
    await fc.assert(
      fc.asyncProperty(anything, async typed => {
        const mail = named('account_suspended', typed)
        expect(() => visibleText(mail.html)).not.toThrow()
        // As the transport writes them, without its streams, which are most of the work.
        const head = new MailComposer({ from: 'Serika <no-reply@serika.example>', ...mail }).compile()
        const { headers, to: recipients, subject } = await PostalMime.parse(`${head.buildHeaders()}\r\n\r\n`)
        expect(recipients).toMatchObject([{ address: to }])
        expect(headers.filter(({ key }) => key === 'subject' || key === 'bcc' || key === 'cc')).toHaveLength(
          1,
        )
        expect(subject?.startsWith('API access of')).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it.each(['verify_email', 'reset_password'] as const)(
    '%s carries nothing that a stranger typed, since strangers can have it sent to anybody',
    template => {
      const { html, text } = compose(template, { name: 'Visit https://evil.example' })
      expect(html + text).not.toContain('evil.example')
    },
  )
})

describe('headers', () => {
  it('are the same whenever the same mail is sent, and ask for no answer', async () => {
    const transport = createTransport({ streamTransport: true, buffer: true })
    const from = 'Serika <no-reply@serika.example>'
    const parsed = await Promise.all(
      [1, 2].map(async () => {
        const sent = await transport.sendMail({
          from,
          ...compose('account_restored'),
          ...toHeaders('6f1c', from),
        })
        return PostalMime.parse(sent.message as Buffer)
      }),
    )
    expect(parsed.map(({ messageId }) => messageId)).toEqual([
      '<6f1c@serika.example>',
      '<6f1c@serika.example>',
    ])
    expect(parsed[0]?.headers).toContainEqual(
      expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
    )
  })

  it('have a domain, whatever the sender is called', () => {
    expect(toHeaders('6f1c', 'billing@example.com').messageId).toBe('<6f1c@example.com>')
    expect(toHeaders('6f1c', '"a@b \\" c" <x@mail.example.com>').messageId).toMatch(/^<6f1c@[\w.-]+>$/)
  })
})

it('what no template knows is refused', () => {
  expect(queuedMailSchema.safeParse({ template: 'toString', to, data: {} }).success).toBe(false)
  expect(
    queuedMailSchema.safeParse({ template: 'account_restored', to: 'a@b.example, c@d.example', data: {} })
      .success,
  ).toBe(false)
})
