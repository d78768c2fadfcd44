import type { Page } from '@playwright/test'
import type { Addresses } from '@/e2e/system'

/** Signs in as the demo's main account and lands on API Usage. */
export async function signInToDemo(page: Page, { demo }: Addresses): Promise<void> {
  if (!demo) throw new Error('this system has no demo data')
  await page.goto('/signin')
  await page.getByLabel('Email').fill(demo.email)
  await page.getByLabel('Password', { exact: true }).fill(demo.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/usage')
}
