import type { Locator, Page } from '@playwright/test'
import { expect } from '@/e2e/test'
import { fromUsd } from '@/lib/money'
import { formatPeriod, type Period } from '@/lib/period'

/** Opens the invoice of a month from the list. */
export async function openInvoice(page: Page, period: Period): Promise<void> {
  await page.goto('/billing/invoices')
  await page
    .getByRole('rowheader')
    .getByRole('link', { name: formatPeriod(period) })
    .click()
  await expect(page.getByRole('heading', { level: 1, name: formatPeriod(period) })).toBeVisible()
}

/** A figure of the invoice's amounts, by its name. */
export function amount(page: Page, name: string | RegExp): Locator {
  return page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd').first()
}

/** A row of the lines that opens, by its name. */
export function opener(page: Page, name: string | RegExp): Locator {
  return page.getByRole('rowheader').getByRole('link', { name })
}

/** The exact cost of the row that a row header stands in, nano-dollars. */
export async function costIn(header: Locator): Promise<bigint> {
  return fromUsd((await header.locator('xpath=ancestor::tr').locator('td').nth(2).textContent()) ?? '')
}

/** The exact costs of all rows whose header matches, summed. */
export async function sumOf(page: Page, header: Locator): Promise<bigint> {
  const costs = await page
    .getByRole('row')
    .filter({ has: header })
    .locator('td:nth-of-type(3)')
    .allTextContents()
  expect(costs.length).toBeGreaterThan(0)
  return costs.reduce((sum, cost) => sum + fromUsd(cost), 0n)
}
