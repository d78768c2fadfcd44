import type { Page } from '@playwright/test'
import OpenAI from 'openai'
import type { Addresses } from '@/e2e/system'
import { expect } from '@/e2e/test'
import { fromUsd } from '@/lib/money'

/** One short request with a key, as a customer's program makes it. */
export async function ask({ apiBaseUrl }: Addresses, apiKey: string): Promise<void> {
  const client = new OpenAI({ baseURL: apiBaseUrl, apiKey, maxRetries: 0 })
  await client.chat.completions.create({
    model: 'anthropic/claude-3.5-sonnet',
    max_tokens: 16,
    messages: [{ role: 'user', content: 'Hello' }],
  })
}

/** Opens a page that follows what is used, and waits until it does. Answers how often it has been loaded since. */
export async function openLive(page: Page, path: string): Promise<() => number> {
  const stream = page.waitForResponse('**/usage/live')
  await page.goto(path)
  expect((await stream).status()).toBe(200)
  let loads = 0
  page.on('load', () => (loads += 1))
  return () => loads
}

/** The figure of a metric's tab, to the last digit. */
export function metricFigure(page: Page, name: RegExp) {
  return page.getByRole('navigation', { name: 'Metric' }).getByRole('link', { name }).locator('data')
}

/** The exact figures of one row of the usage table, by the name in its first column; all read at the same moment. */
export async function usageRow(page: Page, name: string) {
  const table = page.getByRole('table', { name: /^Usage by/ })
  const row = table.getByRole('row').filter({ hasText: name })
  await expect(row).toBeVisible()
  // A row's name is its header, but for the total's: cells count from the first figure.
  const cells = await row.evaluate(element =>
    [...element.querySelectorAll('td')].map(cell => cell.querySelector('data')?.getAttribute('value') ?? '0'),
  )
  const [requests, , inputTokens, outputTokens, , , cost] = name === 'Total' ? cells.slice(1) : cells
  return {
    requests: Number(requests),
    inputTokens: Number(inputTokens),
    outputTokens: Number(outputTokens),
    costNanos: fromUsd(cost ?? ''),
  }
}

/** What a usage table's rows cost together, and what its total says, in millionths of a dollar. */
export async function sumOfRows(page: Page, name: string): Promise<{ parts: bigint; total: bigint }> {
  const table = page.getByRole('table', { name })
  await expect(table).toBeVisible()
  const costs = (rows: string) =>
    table
      .locator(rows)
      .evaluateAll(all =>
        all.map(row => [...row.querySelectorAll('data')].at(-1)?.getAttribute('value') ?? '0'),
      )
  const millionths = (text: string) => fromUsd(text) / 1_000n
  const [total = '0'] = await costs('tfoot tr')
  const parts = (await costs('tbody tr')).reduce((sum, text) => sum + millionths(text), 0n)
  return { parts, total: millionths(total) }
}

/** The chart's figures by time, as the page's table has them: of all groups, and of the period before where it stands beside them. */
export async function figuresByTime(page: Page): Promise<{ all: number; before: number }[]> {
  const table = page.getByRole('table', { name: /by (minute|hour|day|month),/ })
  await expect(table).toBeVisible()
  const rows = await table
    .locator('tbody tr')
    .evaluateAll(all => all.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent ?? '')))
  const amount = (text = '') => Number(text.replace(/[^\d.]/g, '') || '0')
  return rows.map(([all, before]) => ({ all: amount(all), before: amount(before) }))
}
