import { signInToDemo } from './steps/sign-in'
import { usageRow } from './steps/usage'
import { expect, test } from './test'

test.beforeEach(({ page, system }) => signInToDemo(page, system))

test('the URL holds the whole view: it can be shared, and back and forward work', async ({ page }) => {
  await page.getByRole('navigation', { name: 'Period' }).getByRole('link', { name: '7 d' }).click()
  await page.waitForURL(/period=7d/)
  await page.getByRole('navigation', { name: 'Group by' }).getByRole('link', { name: 'Key' }).click()
  await page.waitForURL(/group=key/)
  await page.getByRole('button', { name: /^Endpoint/ }).click()
  await page.getByRole('checkbox', { name: /chat\/completions/ }).check()
  await page.waitForURL(/endpoint=/)
  await page.keyboard.press('Escape')
  const before = await usageRow(page, 'production-web')
  expect(before.requests).toBeGreaterThan(0)

  const url = page.url()
  await page.goto('/usage')
  await page.goto(url)
  expect(await usageRow(page, 'production-web')).toEqual(before)
  await expect(page.getByRole('button', { name: 'Remove /chat/completions' })).toBeVisible()

  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.waitForURL(current => !current.href.includes('endpoint='))
  await page.goBack()
  await expect(page.getByRole('button', { name: 'Remove /chat/completions' })).toBeVisible()
})

test('the parts add up to the total, whatever they are grouped by', async ({ page }) => {
  const totals: string[] = []
  for (const group of ['key', 'endpoint', 'model']) {
    await page.goto(`/usage?period=last-month&group=${group}`)
    const table = page.getByRole('table', { name: `Usage by ${group}` })
    await expect(table).toBeVisible()
    const values = await table
      .getByRole('row')
      .locator('data')
      .evaluateAll(cells => cells.map(cell => cell.getAttribute('value')))
    totals.push(values.at(-1) ?? '')
    const spend = table.locator('tbody tr')
    const parts = await spend.evaluateAll(rows =>
      rows.map(row => [...row.querySelectorAll('data')].at(-1)?.getAttribute('value') ?? '0'),
    )
    const nanos = (text: string) => BigInt(Math.round(Number(text) * 1e6))
    const sum = parts.reduce((total, part) => total + nanos(part), 0n)
    const off = sum - nanos(values.at(-1) ?? '0')
    expect(off < 20n && off > -20n, `${group}: parts are off by ${off} millionths of a dollar`).toBe(true)
  }
  expect(new Set(totals).size).toBe(1)
})

test('nothing that matches says which filters exclude, and offers the way back', async ({ page }) => {
  await page.goto('/usage?model=no-such-model')
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page
    .getByRole('link', { name: 'Clear filters' })
    .or(page.getByRole('button', { name: 'Clear filters' }))
    .first()
    .click()
  await expect(page.getByRole('table', { name: 'Usage by model' })).toBeVisible()
})

test('an impossible span says so and keeps the page', async ({ page }) => {
  await page.goto('/usage?from=2026-11-22&to=2026-11-01')
  await expect(page.getByText('The first day lies after the last.')).toBeVisible()
})
