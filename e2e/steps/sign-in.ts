import type { Page } from '@playwright/test'
import { expect } from '@/e2e/test'
import type { Addresses } from '@/e2e/system'

/** Signs in to the demo without the form, as the owner of its main account unless said otherwise; the page stays where it is. */
export async function signInToDemo(page: Page, { demo }: Addresses, email = demo?.email): Promise<void> {
  if (!demo || email === undefined) throw new Error('this system has no demo data')
  const csrf = await page.request.get('/api/auth/csrf')
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const form = { csrfToken, email, password: demo.password, json: 'true' }
  const answer = await page.request.post('/api/auth/callback/credentials', { form })
  expect(answer.status()).toBe(200)
}
