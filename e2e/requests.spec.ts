import type { Page } from '@playwright/test'
import { fromUsd } from '@/lib/money'
import { formatPeriod, periodOf } from '@/lib/period'
import { createKey } from './steps/keys'
import { signInToDemo } from './steps/sign-in'
import { ask } from './steps/usage'
import { expect, test } from './test'

test.beforeEach(({ page, system }) => signInToDemo(page, system))

const table = (page: Page) => page.getByRole('table', { name: 'Requests', exact: true })
const rows = (page: Page) => table(page).locator('tbody tr')
const ids = (page: Page) =>
  rows(page)
    .locator('th a')
    .evaluateAll(links => links.map(link => link.id))

test('the log is filtered, paged there and back, and keeps its place in the URL', async ({ page }) => {
  await page.goto('/requests?period=30d')
  await expect(rows(page)).toHaveCount(50)
  const first = await ids(page)

  await page.getByRole('link', { name: 'Next page' }).click()
  await page.waitForURL(/before=/)
  await expect.poll(async () => new Set([...first, ...(await ids(page))]).size).toBe(100)
  const second = await ids(page)
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect.poll(() => ids(page)).not.toEqual(second)
  await page.getByRole('link', { name: 'Previous page' }).click()
  await page.waitForURL(/after=/)
  await expect.poll(() => ids(page)).toEqual(second)

  await page.goto('/requests?period=30d')
  await page.getByRole('button', { name: /^Status/ }).click()
  await page.getByRole('checkbox', { name: /Failed/ }).check()
  await page.waitForURL(/status=failed/)
  await page.keyboard.press('Escape')
  await expect(rows(page).filter({ hasText: 'Failed' }).first()).toBeVisible()
  await expect(rows(page).filter({ hasNotText: 'Failed' })).toHaveCount(0)
  await expect(rows(page).filter({ hasNotText: 'Not charged' })).toHaveCount(0)
  const failed = await ids(page)
  await page.reload()
  await expect.poll(() => ids(page)).toEqual(failed)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect.poll(() => ids(page)).toEqual(first)
})

test('a request opens beside the list, its cost worked out to the nano-dollar; J and K lead on', async ({
  page,
}) => {
  await page.goto('/requests?period=30d&kind=text&status=succeeded')
  const row = rows(page).first()
  // Behind the open pane the list is hidden from the accessibility tree.
  await expect(row).toBeVisible()
  const [top, next] = await ids(page)
  const listed = await row.locator('data').getAttribute('value')
  await row.getByRole('link').click()
  const pane = page.getByRole('dialog', { name: 'Request' })
  await expect(pane).toBeVisible()
  await page.waitForURL(/id=req_/)

  const receipt = pane.getByRole('table', { name: 'How the cost comes about' })
  await expect(receipt.locator('tbody tr')).toHaveCount(2)
  const parts = await receipt.locator('tbody tr').evaluateAll(lines =>
    lines.map(line => ({
      text: line.querySelector('td')?.textContent ?? '',
      usd: line.querySelector('data')?.getAttribute('value') ?? '',
    })),
  )
  let sum = 0n
  for (const { text, usd } of parts) {
    const [, quantity = '', perMillion = ''] = /^([\d,]+) × \$([\d.]+) \/ 1M$/.exec(text) ?? []
    const nanos = (BigInt(quantity.replaceAll(',', '')) * fromUsd(perMillion)) / 1_000_000n
    expect(nanos, text).toBe(fromUsd(usd))
    sum += nanos
  }
  const charged = await receipt.locator('tfoot data').getAttribute('value')
  expect(fromUsd(charged ?? '')).toBe(sum)
  expect(charged).toBe(listed)
  await expect(pane.getByText('Prompts and answers are never stored')).toBeVisible()
  await expect(pane.getByRole('link', { name: /draft|invoice/ })).toBeVisible()

  await page.keyboard.press('j')
  await page.waitForURL(url => url.searchParams.get('id') === next)
  await page.keyboard.press('k')
  await page.waitForURL(url => url.searchParams.get('id') === top)
  await page.keyboard.press('Escape')
  await expect(pane).toBeHidden()
  await page.waitForURL(url => !url.searchParams.has('id'))
  await expect(row.getByRole('link')).toBeFocused()
})

test('⌘K reaches pages, keys, invoices, models and any request by its id, and gives the focus back', async ({
  page,
}) => {
  await page.goto('/requests?period=30d')
  await expect(rows(page)).toHaveCount(50)
  const [, id = ''] = await ids(page)
  await page.goto('/billing')
  const opener = page.getByRole('button', { name: 'Search or jump to' })
  await opener.focus()
  await page.keyboard.press('Control+k')
  const menu = page.getByRole('dialog', { name: 'Search or jump to' })
  const box = menu.getByRole('combobox')
  await expect(box).toBeFocused()
  await box.fill('production-web')
  await expect(menu.getByRole('option', { name: /^production-web/ })).toHaveAttribute('aria-selected', 'true')
  const month = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 15))
  await box.fill(`invoice ${formatPeriod(periodOf(month))}`)
  await expect(menu.getByRole('option', { name: /^Invoice / })).toHaveAttribute('aria-selected', 'true')
  await box.fill('no such thing')
  await expect(menu.getByRole('status')).toContainText('Nothing is called')
  await page.keyboard.press('Escape')
  await expect(opener).toBeFocused()

  await page.keyboard.press('Control+k')
  await box.fill('invoices')
  await expect(menu.getByRole('option', { name: /invoices/i }).first()).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await page.keyboard.press('Enter')
  await page.waitForURL('**/billing/invoices')
  await page.keyboard.press('Control+k')
  await box.fill('create')
  await expect(menu.getByRole('option', { name: 'Create an API key' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog', { name: 'Create API key' })
  await expect(form.getByLabel('Name', { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(form).toBeHidden()
  await page.waitForURL(url => url.pathname === '/keys' && url.search === '')
  await page.keyboard.press('Control+k')
  await box.fill('theme')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')

  await page.keyboard.press('Control+k')
  await box.fill(id)
  await expect(menu.getByRole('option', { name: id })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/requests?id=${id}`)
  await expect(page.getByRole('dialog', { name: 'Request' }).getByText(id)).toBeVisible()
})

test('a request shows by itself; a hidden tab hears of nothing and catches up', async ({ page, system }) => {
  const apiKey = await createKey(page, { name: `live-${Date.now()}` })
  let streams = 0
  page.on('request', request => (streams += request.url().endsWith('/usage/live') ? 1 : 0))
  await page.goto('/requests')
  // Nothing moves under the pointer.
  await page.mouse.move(0, 0)
  await expect(page.getByRole('status').filter({ hasText: 'Live' })).toBeVisible()
  await expect(rows(page)).toHaveCount(50)
  const before = await ids(page)

  await ask(system, apiKey)
  await expect.poll(async () => (await ids(page)).indexOf(before[0] ?? '')).toBe(1)
  const [shown] = await ids(page)

  await hide(page, true)
  await expect(page.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible()
  const open = streams
  await ask(system, apiKey)
  await ask(system, apiKey)
  expect((await ids(page))[0]).toBe(shown)
  expect(streams).toBe(open)
  await hide(page, false)
  await expect.poll(async () => (await ids(page)).indexOf(shown ?? '')).toBe(2)
})

test('the stream of live updates is for members alone', async ({ playwright, system }) => {
  const stranger = await playwright.request.newContext({ baseURL: system.appUrl })
  expect((await stranger.get('/usage/live')).status()).toBe(401)
  expect((await stranger.get('/search')).status()).toBe(401)
  await stranger.dispose()
})

/** Playwright has no hidden tabs: the page is told that it is one. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(isHidden => {
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (isHidden ? 'hidden' : 'visible'),
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}
