import type { Page } from '@playwright/test'
import { fromUsd } from '@/lib/money'

/** The exact figures of one row of the usage table, by the name in its first column. */
export async function usageRow(page: Page, name: string) {
  const row = page
    .getByRole('table', { name: /^Usage by/ })
    .getByRole('row')
    .filter({ hasText: name })
  const value = async (column: number) => {
    const cell = row.getByRole('cell').nth(column)
    const data = cell.locator('data')
    return (await data.count()) === 0 ? '0' : ((await data.getAttribute('value')) ?? '')
  }
  // The row's name is its header, so cells count from the first figure: requests, failed, input, output, images, share, spend.
  return {
    requests: Number(await value(0)),
    inputTokens: Number(await value(2)),
    outputTokens: Number(await value(3)),
    costNanos: fromUsd(await value(6)),
  }
}
