import { isAction, replay } from './steps/replay'
import { signInToDemo } from './steps/sign-in'
import { expect, test } from './test'

test('scripts run by nonce only, and nobody may frame a page', async ({ request, baseURL }) => {
  const answer = await request.get(`${baseURL}/signin`)
  const policy = answer.headers()['content-security-policy'] ?? ''
  const scripts = policy.split(';').find(part => part.trim().startsWith('script-src')) ?? ''
  expect(scripts).toMatch(/'nonce-[\w+/=]+'/)
  expect(scripts).not.toContain('unsafe-inline')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(answer.headers()['x-content-type-options']).toBe('nosniff')
  const again = await request.get(`${baseURL}/signin`)
  expect(again.headers()['content-security-policy']).not.toBe(policy)
})

test('pages, invoices and exports are for members: without a session everything leads to sign-in', async ({
  request,
  baseURL,
}) => {
  for (const path of [
    '/usage',
    '/keys',
    `/keys/key_${'0'.repeat(32)}`,
    '/models',
    '/billing',
    '/billing/invoices',
    '/billing/limits',
    '/billing/invoices/inv_x/pdf',
    '/usage/export',
    '/billing/export/invoices',
    '/billing/export/focus',
    '/billing/details',
    '/billing/card',
    '/billing/portal/return',
    '/billing/setup/return?session_id=cs_x',
  ]) {
    const answer = await request.get(`${baseURL}${path}`, { maxRedirects: 0 })
    expect([path, answer.status() >= 300 && answer.status() < 400 ? answer.headers().location : '']).toEqual([
      path,
      expect.stringMatching(/^(http:\/\/127\.0\.0\.1:\d+)?\/signin/),
    ])
  }
})

test('what belongs to nobody one knows cannot be found', async ({ page, system }) => {
  await signInToDemo(page, system)
  const strange = `inv_${'0'.repeat(32)}`
  const detail = await page.goto(`/billing/invoices/${strange}`)
  expect(detail?.status()).toBe(404)
  expect((await page.request.get(`/billing/invoices/${strange}/pdf`)).status()).toBe(404)
  await page.goto(`/keys/key_${'0'.repeat(32)}`)
  await expect(page.getByText('There is no such page')).toBeVisible()
  await page.goto('/billing/setup/return?session_id=cs_test_of_somebody_else')
  await expect(page.getByText('does not belong to your account')).toBeVisible()
})

test('doors for machines need their token or signature', async ({ request, baseURL }) => {
  const webhook = `${baseURL}/api/stripe/webhook`
  expect((await request.post(webhook, { data: '{}' })).status()).toBe(400)
  const forged = { 'stripe-signature': 't=1,v1=00' }
  expect((await request.post(webhook, { data: '{"id":"evt_1"}', headers: forged })).status()).toBe(400)
  const clock = `${baseURL}/api/demo/clock`
  expect((await request.post(clock, { data: { to: '2030-01-01T00:00:00Z' } })).status()).toBe(401)
})

test('a member changes as much as a person can, a program is asked to wait', async ({ page, system }) => {
  await signInToDemo(page, system, 'ada@freshstart.example')
  await page.goto('/keys')
  await page.getByRole('button', { name: 'Create key' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('never made')
  await dialog.getByLabel('Monthly limit for this key').fill('not an amount')
  const sent = page.waitForRequest(isAction)
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const request = await sent
  expect(await replay(page.request, request)).not.toContain('Too many attempts')
  for (let batch = 0; batch < 12; batch += 1)
    await Promise.all(Array.from({ length: 10 }, () => replay(page.request, request)))
  expect(await replay(page.request, request)).toMatch(/Too many attempts. Try again in \d+/)
})

test('a wrong password opens nothing, the right one leads back; signing out ends the session on the server', async ({
  page,
  context,
  system,
}) => {
  await page.goto('/billing/limits')
  await page.waitForURL(/signin\?next=/)
  const enter = async (password: string) => {
    await page.getByLabel('Email').fill(system.demo?.email ?? '')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  await enter('not this one')
  await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible()
  await enter(system.demo?.password ?? '')
  await page.waitForURL('**/billing/limits')
  const kept = await context.cookies()
  await page.getByRole('button', { name: /Mira Okafor/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/signin**')
  await context.addCookies(kept)
  await page.goto('/usage')
  await expect(page).toHaveURL(/\/signin/)
})
