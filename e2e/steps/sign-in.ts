import type { Page } from '@playwright/test'
import type { Addresses } from '@/e2e/system'

/** Signs in to the demo, as the owner of its main account unless said otherwise, and lands on API Usage. */
export async function signInToDemo(page: Page, { demo }: Addresses, email = demo?.email): Promise<void> {
  if (!demo || email === undefined) throw new Error('this system has no demo data')
  await page.goto('/signin')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(demo.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/usage')
}
