import type { Page } from '@playwright/test'
import type { Addresses } from '@/e2e/system'
import { expect } from '@/e2e/test'
import { nextPeriod, periodOf, type Period } from '@/lib/period'

/** Moves the platform past the end of its month; when this returns, that month is closed. Returns the new month. */
export async function moveToNextMonth(page: Page, { sandboxUrl }: Addresses): Promise<Period> {
  await page.goto(sandboxUrl)
  const now = await page.locator('time[datetime]').first().getAttribute('datetime')
  const next = nextPeriod(periodOf(new Date(now ?? '')))
  await page.getByRole('button', { name: '1st of next month, 00:10 UTC' }).click()
  await expect(page.getByText(`${next}-01T00:1`)).toBeVisible({ timeout: 120_000 })
  return next
}

/** Moves the platform forward to that moment; when this returns, what fell due meanwhile is done. */
export async function moveClockTo(page: Page, { sandboxUrl }: Addresses, to: Date): Promise<void> {
  const minute = to.toISOString().slice(0, 16)
  await page.goto(sandboxUrl)
  await page.getByLabel('Move the clock to (UTC)').fill(minute)
  await page.getByRole('button', { name: 'Move the clock', exact: true }).click()
  await expect(page.getByText(minute)).toBeVisible({ timeout: 120_000 })
}
