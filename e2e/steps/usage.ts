import type { Page } from '@playwright/test'
import { expect } from '@/e2e/test'
import { fromUsd } from '@/lib/money'

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
