import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import OpenAI from 'openai'
import { extractText, getDocumentProxy } from 'unpdf'
import { formatCents, formatUsd, fromUsd, toCents, toUsdString } from '@/lib/money'
import { formatMoment } from '@/lib/format'
import { endOf, formatPeriod, periodOf } from '@/lib/period'
import { linkIn, mailTo } from './steps/mail'
import { usageRow } from './steps/usage'
import { expect, testWithOwnSystem as test } from './test'

const email = 'nora@story.example'
const password = 'a-long-walk-on-the-pier'
const model = 'anthropic/claude-3.5-sonnet'
// From the price list: $3 and $15 per million tokens.
const INPUT_NANOS = 3_000n
const OUTPUT_NANOS = 15_000n
const period = periodOf(new Date())
/** `1 Dec, 00:00 UTC`. */
const reset = formatMoment(endOf(period))

interface Spent {
  requests: number
  inputTokens: number
  outputTokens: number
}

/** Calls the API as a customer does and keeps the books that the dashboard is held against. */
class Customer {
  readonly spent: Spent = { requests: 0, inputTokens: 0, outputTokens: 0 }
  readonly client: OpenAI

  constructor(baseURL: string, apiKey: string) {
    this.client = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
  }

  get costNanos(): bigint {
    return BigInt(this.spent.inputTokens) * INPUT_NANOS + BigInt(this.spent.outputTokens) * OUTPUT_NANOS
  }

  async plain(maxTokens: number): Promise<string> {
    const answer = await this.client.chat.completions.create({
      model,
      max_tokens: maxTokens,
      messages: [{ role: 'user', content: `Write a story of ${maxTokens * 2} words about a lighthouse.` }],
    })
    this.keep(answer.usage)
    return answer.choices[0]?.message.content ?? ''
  }

  async streamed(maxTokens: number): Promise<string> {
    const stream = await this.client.chat.completions.create({
      model,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: maxTokens,
      messages: [{ role: 'user', content: 'Tell me about the sea in many words.' }],
    })
    let text = ''
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      if (chunk.usage) this.keep(chunk.usage)
    }
    return text
  }

  private keep(usage: OpenAI.CompletionUsage | undefined): void {
    if (!usage) throw new Error('the answer has no usage')
    this.spent.requests += 1
    this.spent.inputTokens += usage.prompt_tokens
    this.spent.outputTokens += usage.completion_tokens
  }
}

async function refusal(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof OpenAI.APIError)) throw new Error('the request was not refused')
  return { status: error.status as number | undefined, code: error.code, message: error.message }
}

/** A figure of the card "This month", by its name. */
function figure(page: Page, name: string) {
  return page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd')
}

async function setLimit(page: Page, dollars: string): Promise<void> {
  await page.getByRole('link', { name: 'Billing', exact: true }).click()
  await page.getByRole('link', { name: 'Usage Limits', exact: true }).click()
  await page.getByLabel('Monthly limit').fill(dollars)
  await page.getByRole('button', { name: 'Save limit' }).click()
  // The page shows the new limit once the action has returned, and by then it is in force.
  await expect(figure(page, 'Your limit')).toHaveText(formatUsd(fromUsd(dollars)))
}

test('sign up, set up billing, call the API, see usage, hit the limit, get the invoice', async ({
  page,
  system,
}) => {
  test.setTimeout(240_000)
  await fetch(`${system.sandboxUrl}/models/_control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tps: 0, ttft_ms: 0 }),
  })

  await test.step('sign up and verify the mail', async () => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Create an account' }).first().click()
    await page.getByLabel('Name').fill('Nora Story')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    const mail = await mailTo(system.sandboxUrl, email, /confirm|verify/i)
    await page.goto(linkIn(mail, system.appUrl))
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Verify and sign in' }).click()
    await expect(page.getByRole('heading', { name: 'API Usage' })).toBeVisible()
    await expect(page.getByText('No requests yet')).toBeVisible()
  })

  const customer = await test.step('make a key', async () => {
    await page.getByRole('link', { name: 'API Keys', exact: true }).click()
    await page.getByRole('button', { name: 'Create key' }).first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('story-key')
    await page
      .getByRole('dialog')
      .getByRole('checkbox', { name: /User info/i })
      .check()
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click()
    const secret = await page.getByLabel('Your new key', { exact: true }).textContent()
    expect(secret).toMatch(/^sk-[\w-]{43}$/)
    await page.getByRole('checkbox', { name: /stored this key/ }).check()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('row').filter({ hasText: 'story-key' })).toContainText('Active')
    return new Customer(system.apiBaseUrl, secret ?? '')
  })

  await test.step('without billing the API answers 402', async () => {
    expect(await refusal(customer.plain(10))).toMatchObject({ status: 402, code: 'billing_not_set_up' })
  })

  await test.step('set up billing: a declined card first, then a good one', async () => {
    await page.getByRole('link', { name: 'Billing', exact: true }).click()
    await page.getByRole('button', { name: 'Set Up Billing' }).click()
    await page.waitForURL(`${system.sandboxUrl}/checkout/**`)
    const save = async (number: string) => {
      await page.getByLabel('Card number').fill(number)
      await page.getByLabel('Expiry (MM / YY)').fill('12 / 34')
      await page.getByLabel('CVC').fill('123')
      await page.getByLabel('Name on card').fill('Nora Story')
      await page.getByRole('button', { name: 'Save card' }).click()
    }
    await save('4000000000000002')
    await expect(page.getByText(/declined/i).first()).toBeVisible()
    expect(await refusal(customer.plain(10))).toMatchObject({ status: 402 })
    await save('4242424242424242')
    await page.waitForURL(url => url.href.startsWith(`${system.appUrl}/billing`))
    await expect(page.getByText('Visa •••• 4242').first()).toBeVisible()
  })

  await test.step('the same key works now, plain and streaming', async () => {
    expect((await customer.plain(400)).length).toBeGreaterThan(200)
    expect((await customer.streamed(400)).length).toBeGreaterThan(200)
    // Enough that Stripe collects it at once: a month under fifty cents would be carried over.
    await Promise.all(Array.from({ length: 5 }, () => customer.plain(8_000)))
    expect(customer.spent.requests).toBe(7)
  })

  await test.step('the usage page has the exact tokens and cost, by key and by endpoint', async () => {
    await page.getByRole('link', { name: 'API Usage', exact: true }).click()
    const figures = { ...customer.spent, costNanos: customer.costNanos }
    const group = page.getByRole('navigation', { name: 'Group by' })
    await group.getByRole('link', { name: 'Key' }).click()
    await expect(page.getByRole('table', { name: 'Usage by key' })).toBeVisible()
    expect(await usageRow(page, 'story-key')).toEqual(figures)
    await group.getByRole('link', { name: 'Endpoint' }).click()
    await expect(page.getByRole('table', { name: 'Usage by endpoint' })).toBeVisible()
    expect(await usageRow(page, '/chat/completions')).toEqual(figures)
  })

  await test.step('a limit just above the spend refuses the next request, and charges nothing', async () => {
    const justAbove = ((customer.costNanos + 199_999n) / 100_000n) * 100_000n
    await setLimit(page, toUsdString(justAbove))
    const refused = await refusal(customer.plain(2_000))
    expect(refused).toMatchObject({ status: 429, code: 'account_spend_limit_exceeded' })
    expect(refused.message).toContain(reset.slice(0, reset.indexOf(',')))
    const user = await fetch(`${system.apiBaseUrl}/user`, {
      headers: { authorization: `Bearer ${customer.client.apiKey}` },
    })
    expect(user.status).toBe(200)
    await page.reload()
    await expect(page.getByText(/Spent/).first()).toBeVisible()
  })

  await test.step('a raised limit lets the next request through at once', async () => {
    await setLimit(page, '25')
    await customer.plain(1_000)
    await setLimit(page, '0')
    expect(await refusal(customer.plain(10))).toMatchObject({ status: 429 })
    await setLimit(page, '25')
  })

  const totalCents = toCents(customer.costNanos)
  await test.step('past the 1st the limit resets and the worker has closed the month', async () => {
    await page.goto(system.sandboxUrl)
    await page.getByRole('button', { name: '1st of next month, 00:10 UTC' }).click()
    await expect(page.getByText(endOf(period).toISOString().slice(0, 10)).first()).toBeVisible({
      timeout: 120_000,
    })
    await page.goto(`${system.appUrl}/billing/limits`)
    await expect(page.getByRole('definition').filter({ hasText: '$25.00' }).first()).toBeVisible()
    await expect(figure(page, 'Spent')).toContainText('$0.00')
  })

  await test.step("the invoice's PDF has the ledger's total, to the cent", async () => {
    await page.getByRole('link', { name: 'Invoices', exact: true }).click()
    const row = page.getByRole('row').filter({ hasText: formatPeriod(period) })
    await expect(row).toContainText('Paid')
    await expect(row).toContainText(formatCents(totalCents))
    const download = page.waitForEvent('download')
    await row.getByRole('link', { name: /PDF/ }).click()
    const file = await (await download).path()
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(await readFile(file))), {
      mergePages: true,
    })
    expect(text).toContain(formatCents(totalCents))
    expect(fromUsd(formatCents(totalCents))).toBeGreaterThan(fromUsd('0.50'))
  })

  await test.step('and the new month goes on', async () => {
    expect((await customer.plain(50)).length).toBeGreaterThan(0)
  })
})
