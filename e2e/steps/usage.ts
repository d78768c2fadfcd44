import type { Page } from '@playwright/test'
import { expect } from '@/e2e/test'
import { fromUsd } from '@/lib/money'

/** The exact figures of one row of the usage table, by the name in its first column; all read at the same moment. */
export async function usageRow(page: Page, name: string) {
  const table = page.getByRole('table', { name: /^Usage by/ })
  const row = table.getByRole('row').filter({ hasText: name })
  await expect(row).toBeVisible()
  // The row's name is its header, so cells count from the first figure.
  const [requests, , inputTokens, outputTokens, , , cost] = await row.evaluate(element =>
    [...element.querySelectorAll('td')].map(cell => cell.querySelector('data')?.getAttribute('value') ?? '0'),
  )
  return {
    requests: Number(requests),
    inputTokens: Number(inputTokens),
    outputTokens: Number(outputTokens),
    costNanos: fromUsd(cost ?? ''),
  }
}
