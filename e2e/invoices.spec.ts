import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import OpenAI from 'openai'
import { parseTable } from '@/lib/exports/testing'
import { formatCents, fromUsd, toCents } from '@/lib/money'
import { formatPeriod, periodOf } from '@/lib/period'
import { moveToNextMonth } from './steps/clock'
import { setUpBilling, signUp, typeCard } from './steps/customer'
import { amount, costIn, openInvoice, opener, sumOf } from './steps/invoice'
import { createKey } from './steps/keys'
import type { Addresses } from './system'
import { expect, testWithOwnSystem as test } from './test'

const model = 'anthropic/claude-3.5-sonnet'

/** Sends requests that are answered to the limit; their costs follow from the tokens that the answers report, nano-dollars. */
async function spend(
  { apiBaseUrl }: Addresses,
  apiKey: string,
  maxTokens: readonly number[],
): Promise<bigint> {
  const client = new OpenAI({ baseURL: apiBaseUrl, apiKey, maxRetries: 0 })
  const answers = await Promise.all(
    maxTokens.map(max_tokens =>
      client.chat.completions.create({
        model,
        max_tokens,
        messages: [{ role: 'user', content: `Write a story of ${max_tokens * 2} words about a lighthouse.` }],
      }),
    ),
  )
  // From the price list: $3 and $15 per million tokens.
  return answers.reduce(
    (sum, { usage }) =>
      sum + BigInt(usage?.prompt_tokens ?? 0) * 3_000n + BigInt(usage?.completion_tokens ?? 0) * 15_000n,
    0n,
  )
}

const badge = (page: Page) => page.getByRole('heading', { level: 1 })

test('an invoice proves itself down to the request; small months are carried; what failed is paid; what went back is shown', async ({
  page,
  browser,
  system,
}) => {
  test.setTimeout(180_000)
  await fetch(`${system.sandboxUrl}/models/_control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tps: 0, ttft_ms: 0 }),
  })
  const debtor = await (await browser.newContext({ baseURL: system.appUrl })).newPage()
  const first = periodOf(new Date())

  const key =
    await test.step('a customer with a good card uses a little, one whose card will be declined a lot', async () => {
      await signUp(page, system, 'Nora Story', 'nora@invoices.example')
      await setUpBilling(page, system, '4242424242424242')
      const secret = await createKey(page, { name: '=1+1' })
      await signUp(debtor, system, 'Otto Owes', 'otto@invoices.example')
      await setUpBilling(debtor, system, '4000000000000341')
      await spend(system, await createKey(debtor, { name: 'otto' }), [8_000, 8_000, 8_000, 8_000, 8_000])
      return secret
    })
  const carriedCents = toCents(await spend(system, key, [2_000]))
  const second = await moveToNextMonth(page, system)

  await test.step('a month under fifty cents is carried, not paid', async () => {
    await page.goto(system.appUrl)
    await openInvoice(page, first)
    await expect(badge(page)).toContainText('Carried over')
    await expect(amount(page, 'Carried to the next invoice')).toHaveText(formatCents(carriedCents))
    await expect(amount(page, 'Charged')).toHaveText('$0.00')
    await page.goto('/billing/invoices/running')
    await expect(amount(page, 'Carried from before')).toHaveText(formatCents(carriedCents))
  })

  await test.step('a declined payment says why; it is paid at once on Stripe’s page, and there is a receipt', async () => {
    await openInvoice(debtor, first)
    await expect(badge(debtor)).toContainText('Payment failed')
    // Stripe tells of the attempt, and later of the payment, a moment after it.
    await expect(async () => {
      await debtor.reload()
      await expect(debtor.getByText('The bank declined the card. Visa •••• 0341')).toBeVisible({
        timeout: 500,
      })
    }).toPass()
    const opened = debtor.waitForEvent('popup')
    await debtor.getByRole('link', { name: 'Pay now' }).click()
    const stripes = await opened
    await stripes.getByText('Pay with another card').click()
    await typeCard(stripes, '4242424242424242')
    await stripes.getByRole('button', { name: 'Pay with this card' }).click()
    await expect(stripes.getByText('Paid').first()).toBeVisible()
    await stripes.close()
    await expect(async () => {
      await debtor.reload()
      await expect(badge(debtor)).toContainText('Paid', { timeout: 500 })
    }).toPass()
    await expect(debtor.getByText('Visa •••• 4242')).toBeVisible()
    const receipt = debtor.waitForEvent('popup')
    await debtor.getByRole('link', { name: 'Receipt' }).click()
    await expect(
      (await receipt).getByText(await amount(debtor, 'Received').innerText()).first(),
    ).toBeVisible()
  })

  const costNanos = await spend(system, key, [8_000, 8_000, 8_000, 8_000, 1_000])
  await moveToNextMonth(page, system)
  const totalCents = toCents(costNanos)
  await page.goto(system.appUrl)

  await test.step('the next invoice takes it up, and each names the other', async () => {
    await openInvoice(page, second)
    await expect(badge(page)).toContainText('Paid')
    await expect(amount(page, /^Carried from/)).toHaveText(formatCents(carriedCents))
    await expect(amount(page, 'Received')).toHaveText(formatCents(totalCents + carriedCents))
    await page.getByRole('definition').or(page.getByRole('term')).getByRole('link').first().click()
    await expect(badge(page)).toContainText(formatPeriod(first))
    await expect(page.locator('dt', { hasText: 'Carried to' })).toBeVisible()
    await page.goBack()
    await expect(badge(page)).toContainText(formatPeriod(second))
  })

  await test.step('a line opens to its keys, days and requests, and each sums exactly to what it is part of', async () => {
    let sum = 0n
    for (const direction of ['input', 'output']) {
      const line = opener(page, new RegExp(`${direction} tokens`))
      const lineNanos = await costIn(line)
      await line.click()
      await expect(line).toHaveAttribute('aria-expanded', 'true')
      const keyRow = opener(page, '=1+1 /chat/completions')
      expect(await costIn(keyRow)).toBe(lineNanos)
      await expect(page.getByRole('row').filter({ hasText: 'Sum of the parts' })).toBeVisible()
      await expect(page.getByRole('row').filter({ hasText: 'of a cent' })).toBeVisible()
      await keyRow.click()
      await expect(keyRow).toHaveAttribute('aria-expanded', 'true')
      const days = opener(page, /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) /)
      await expect(days.first()).toBeVisible()
      expect(await sumOf(page, days)).toBe(lineNanos)
      const dayNanos = await costIn(days.first())
      await days.first().click()
      const requests = page.getByRole('rowheader').filter({ hasText: /req_[0-9a-f]{32}/ })
      await expect(requests).toHaveCount(5)
      expect(await sumOf(page, requests)).toBe(dayNanos)
      sum += lineNanos
    }
    expect(sum).toBe(costNanos)
  })

  await test.step('the detail as a file has the same sums, and no formula in it', async () => {
    for (const name of ['Lines by day and key, CSV', 'Lines by request, CSV']) {
      await page.getByRole('button', { name: 'Export' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name }).click()
      const rows = parseTable(await readFile(await (await download).path(), 'utf8'))
      expect(rows.reduce((sum, row) => sum + fromUsd(row.cost_usd ?? ''), 0n)).toBe(costNanos)
      expect(new Set(rows.map(row => row.key_name))).toEqual(new Set(["'=1+1"]))
    }
  })

  await test.step('what was given back stands beside the invoice, which stays as it is', async () => {
    const number = await page.getByText(/^Invoice \S+, for/).innerText()
    await page.goto(`${system.sandboxUrl}/_stripe/billing`)
    await page.getByRole('link', { name: number.split(' ')[1]?.replace(',', '') ?? '' }).click()
    await page.getByLabel('Amount, $').fill('0.10')
    await page.getByRole('button', { name: 'Issue credit note' }).click()
    await page.goto(system.appUrl)
    await openInvoice(page, second)
    await expect(async () => {
      await page.reload()
      await expect(page.getByText('Refunded $0.10')).toBeVisible({ timeout: 500 })
    }).toPass()
    await expect(amount(page, 'Given back by credit notes')).toHaveText('$0.10')
    await expect(amount(page, 'Received')).toHaveText(formatCents(totalCents + carriedCents))
  })

  await test.step('nobody else sees it', async () => {
    const answer = await debtor.goto(new URL(page.url()).pathname)
    expect(answer?.status()).toBe(404)
    for (const path of ['pdf', 'csv', 'receipt', 'stripe'])
      expect((await debtor.request.get(`${page.url()}/${path}`, { maxRedirects: 0 })).status()).toBe(404)
  })

  await test.step('the list is found by status, year, number and amount', async () => {
    await page.goto('/billing/invoices?status=carried')
    await expect(page.getByRole('rowheader')).toHaveText([formatPeriod(first)])
    await page.getByRole('searchbox').fill(formatCents(totalCents))
    await expect(page.getByText('Nothing matches')).toBeVisible()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect(page.getByRole('rowheader').first()).toBeVisible()
    await page.getByRole('searchbox').fill(formatCents(totalCents))
    await expect(page.getByRole('rowheader')).toHaveText([formatPeriod(second)])
  })
})
