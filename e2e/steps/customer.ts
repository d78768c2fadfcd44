import type { Page } from '@playwright/test'
import type { Addresses } from '@/e2e/system'
import { expect } from '@/e2e/test'
import { linkIn, mailTo } from './mail'

/** Makes a person with an account of their own and signs them in, on API Usage. */
export async function signUp(page: Page, system: Addresses, name: string, email: string): Promise<void> {
  const password = 'a-long-walk-on-the-pier'
  await page.goto('/signup')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.goto(linkIn(await mailTo(system.sandboxUrl, email, /confirm|verify/i), system.appUrl))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Verify and sign in' }).click()
  await expect(page.getByRole('heading', { name: 'API Usage' })).toBeVisible()
}

/** Types a card into the page in sight that stands for one of Stripe's. */
export async function typeCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number)
  await page.getByLabel('Expiry (MM / YY)').fill('12 / 34')
  await page.getByLabel('CVC').fill('123')
  await page.getByLabel('Name on card').fill('Nora Story')
}

/** Set Up Billing with a card, from the Billing section to the return. */
export async function setUpBilling(page: Page, system: Addresses, card: string): Promise<void> {
  await page.goto('/billing')
  await page.getByRole('button', { name: 'Set Up Billing' }).click()
  await page.waitForURL(`${system.sandboxUrl}/checkout/**`)
  await typeCard(page, card)
  await page.getByRole('button', { name: 'Save card' }).click()
  await page.waitForURL(url => url.href.startsWith(`${system.appUrl}/billing`))
}
