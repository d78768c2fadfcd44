import type { Page } from '@playwright/test'
import { attached } from './steps/attached'
import { setUpBilling, signUp } from './steps/customer'
import { createKey, keyIdOf } from './steps/keys'
import { ask, figuresByTime, metricFigure, openLive, sumOfRows, usageRow } from './steps/usage'
import { signInToDemo } from './steps/sign-in'
import { expect, test } from './test'

test.beforeEach(({ page, system }) => signInToDemo(page, system))

const chart = (page: Page) => page.locator('figure .recharts-surface').first()

test('the URL holds the whole view: it can be shared, and back and forward work', async ({ page }) => {
  await page.goto('/usage')
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

test('the parts add up to the total, whatever they are grouped by, by group and by time', async ({
  page,
}) => {
  const totals: string[] = []
  for (const group of ['key', 'endpoint', 'model', 'kind', 'status']) {
    await page.goto(`/usage?period=last-month&group=${group}&view=table`)
    const { parts, total } = await sumOfRows(page, `Usage by ${group}`)
    const off = parts - total
    expect(off < 20n && off > -20n, `${group}: parts are off by ${off} millionths of a dollar`).toBe(true)
    totals.push(String(total))
  }
  expect(new Set(totals).size).toBe(1)

  await page.goto('/usage?period=last-month&metric=requests&view=table')
  const byDay = await figuresByTime(page)
  const { requests } = await usageRow(page, 'Total')
  expect(byDay.reduce((sum, { all }) => sum + all, 0)).toBe(requests)
  await page.getByRole('link', { name: 'All', exact: true }).click()
  await page.waitForURL(/sort=-all/)
  await expect
    .poll(async () => (await figuresByTime(page)).map(({ all }) => all))
    .toEqual(byDay.map(({ all }) => all).toSorted((a, b) => b - a))
})

test('every metric has its chart: percentiles and rates as lines, refusals by reason', async ({ page }) => {
  await page.goto('/usage')
  for (const [tab, title] of [
    [/^Latency/, /^Latency p95 by day/],
    [/^First token/, /^Time to first token p95 by day/],
    [/^Error rate/, /^Error rate by day/],
    [/^Rejected/, /^Rejected requests by day/],
    [/^Output tokens/, /^Output tokens by day/],
  ] as const) {
    await page.getByRole('navigation', { name: 'Metric' }).getByRole('link', { name: tab }).click()
    await expect(page.getByRole('figure', { name: title })).toBeVisible()
  }
  await page.goto('/usage?metric=latency')
  const total = page.getByRole('table', { name: 'Usage by model' }).getByRole('row', { name: /^Total/ })
  await expect(total).toBeVisible()
  const cells = await total.getByRole('cell').allInnerTexts()
  const ms = (text = '') => parseFloat(text) * (text.endsWith('ms') ? 1 : 1000)
  expect(ms(cells[2])).toBeGreaterThan(0)
  expect(ms(cells[3])).toBeGreaterThanOrEqual(ms(cells[2]))

  await page.goto('/usage?metric=rejected')
  const table = page.getByRole('table', { name: 'Usage by reason' })
  await expect(table.getByRole('row').filter({ hasText: 'Rate limit reached' })).toBeVisible()
  const counts = await table
    .getByRole('row')
    .locator('data')
    .evaluateAll(all => all.map(cell => Number(cell.getAttribute('value'))))
  expect(counts.slice(0, -1).reduce((sum, count) => sum + count, 0)).toBe(counts.at(-1))
})

test('the period before stands beside this one', async ({ page }) => {
  await page.goto('/usage?period=7d')
  await page.getByRole('switch', { name: /^Compare/ }).click()
  await page.waitForURL(/compare=1/)
  await expect(page.getByRole('columnheader', { name: 'vs before' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Series' }).getByText('The 7 days before')).toBeVisible()
  await page.goto('/usage?period=7d&compare=1&view=table')
  const beside = (await figuresByTime(page)).map(({ before }) => before)
  const first = await page.getByRole('button', { name: /^Days:/ }).innerText()
  expect(first).toMatch(/UTC/)
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
  await page.goto(`/usage?from=${day(13)}&to=${day(7)}&view=table`)
  expect((await figuresByTime(page)).map(({ all }) => all)).toEqual(beside)
})

test('a click on a bar narrows, a legend entry isolates, dragging zooms, and back undoes each', async ({
  page,
}) => {
  await page.goto('/usage?period=last-month')
  const box = await chart(page).boundingBox()
  if (!box) throw new Error('the chart is drawn')
  const at = (part: number) => [box.x + 60 + (box.width - 70) * part, box.y + box.height / 2] as const
  await page.mouse.move(...at(0.3))
  await page.mouse.down()
  await page.mouse.move(...at(0.45))
  await page.mouse.move(...at(0.6))
  await page.mouse.up()
  await page.waitForURL(/from=.*to=/)
  const { searchParams } = new URL(page.url())
  expect(
    Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? ''),
  ).toBeGreaterThan(6 * 86_400_000)
  await page.goBack()
  await page.waitForURL(/period=last-month$/)

  await page.mouse.move(...at(0.5))
  await page.mouse.click(...at(0.5))
  await page.waitForURL(/from=(\S+)&to=\1$/)
  await expect(page.getByRole('figure', { name: /^Spend by hour/ })).toBeVisible()
  await page.goBack()

  const legend = page.getByRole('list', { name: 'Series' })
  const entry = legend.getByRole('button').first()
  await entry.click()
  await page.waitForURL(/only=/)
  await page.reload()
  await expect(legend.getByRole('button', { pressed: true })).toHaveCount(1)
  await page.goBack()
  await expect(legend.getByRole('button', { pressed: true })).toHaveCount(0)
})

test('every figure leads to the requests behind it, with the period, zone and filters of the view', async ({
  page,
}) => {
  const log = page.getByRole('table', { name: 'Requests', exact: true }).locator('tbody tr')
  await page.goto('/usage?period=7d&zone=Asia%2FKolkata&kind=text&group=key&metric=requests')
  await page.getByRole('link', { name: 'View requests', exact: true }).click()
  await page.waitForURL('**/requests?period=7d&zone=Asia%2FKolkata&kind=text')
  await expect(log).toHaveCount(50)
  await expect(page.getByRole('columnheader', { name: 'Time (Asia/Kolkata)' })).toBeVisible()
  await page.goBack()
  await page.getByRole('link', { name: 'Requests of production-web' }).click()
  await page.waitForURL(/\/requests\?period=7d&zone=Asia%2FKolkata&key=key_\w+&kind=text$/)
  await expect(log.filter({ hasText: 'production-web' })).toHaveCount(50)

  // As many as the figure says.
  await page.goto('/usage?period=7d&group=key')
  const failed = page
    .getByRole('table', { name: 'Usage by key' })
    .getByRole('link', { name: /failed requests/ })
  await expect(failed.first()).toBeVisible()
  const counts = await failed
    .locator('data')
    .evaluateAll(all => all.map(one => Number(one.getAttribute('value'))))
  const few = counts.findIndex(count => count < 50)
  await failed.nth(few).click()
  await page.waitForURL(/\/requests\?.*status=failed/)
  await expect(log).toHaveCount(counts[few] ?? NaN)
  await expect(log.filter({ hasText: 'Failed' })).toHaveCount(counts[few] ?? NaN)

  await page.goto('/usage?period=7d&metric=errors')
  await page.getByRole('link', { name: 'View failed requests' }).click()
  await page.waitForURL('**/requests?period=7d&status=failed')
  await page.goto('/usage?period=7d&metric=rejected')
  const reasons = page.getByRole('table', { name: 'Usage by reason' })
  await expect(reasons).toBeVisible()
  await expect(reasons.getByRole('link', { name: /requests,/ })).toHaveCount(0)
  await expect(page.getByRole('link', { name: /^View/ })).toHaveCount(0)
})

test('a minute’s bar opens the requests of that minute, from the keyboard and from the table', async ({
  page,
  system,
}) => {
  const name = `minute-${Date.now()}`
  const apiKey = await createKey(page, { name })
  const keyId = await keyIdOf(page, name)
  const minute = (offset: number) => {
    const at = Math.floor(Date.now() / 60_000 + offset) * 60_000
    return `${new Date(at).toISOString().slice(0, 16)}Z`
  }
  const span = `from=${minute(-2)}&to=${minute(4)}`
  await ask(system, apiKey)
  await page.goto(`/usage?${span}&metric=requests&key=${keyId}&view=table`)
  const time = page.getByRole('table', { name: /by minute/ }).locator('tbody th a')
  await expect(time).toHaveCount(1)
  const label = (await time.textContent()) ?? ''
  const log = page.getByRole('table', { name: 'Requests', exact: true }).locator('tbody tr')
  await time.click()
  await page.waitForURL(/\/requests\?from=.*&to=.*&key=/)
  await expect(log.filter({ hasText: name })).toHaveCount(1)
  await expect(page.getByRole('button', { name: /^Show whole days instead of/ })).toBeVisible()

  await page.goto(`/usage?${span}&metric=requests&key=${keyId}`)
  await chart(page).focus()
  const live = page.locator('figure p[aria-live]').first()
  for (let said = ''; !said.startsWith(label); said = (await live.textContent()) ?? '') {
    await page.keyboard.press('ArrowRight')
    await expect(live).not.toHaveText(said)
  }
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/requests\?from=.*&to=.*&key=/)
  await expect(log.filter({ hasText: name })).toHaveCount(1)
})

test('the keyboard reaches everything: bars are read aloud, zoomed into and opened', async ({ page }) => {
  await page.goto('/usage?period=last-month')
  const surface = chart(page)
  await surface.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  const live = page.locator('figure p[aria-live]').first()
  await expect(live).toHaveText(/^\w{3} \d+ \w{3}: \$/)
  const said = await live.textContent()
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight')
  await expect(live).not.toHaveText(said ?? '')
  await expect(page.locator('[data-selection]')).toBeVisible()
  await page.keyboard.press('Enter')
  await page.waitForURL(/from=.*to=/)
  const { searchParams } = new URL(page.url())
  expect(Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '')).toBe(
    3 * 86_400_000,
  )

  await page.goto('/usage?period=7d')
  const reached = new Set<string>()
  for (let i = 0; i < 110; i++) {
    await page.keyboard.press('Tab')
    const names = await page.evaluate(() => {
      const element = document.activeElement
      return [
        element?.closest('[aria-label]')?.getAttribute('aria-label') ?? '',
        element?.textContent.trim() ?? '',
      ]
    })
    for (const name of names) reached.add(name)
  }
  for (const name of [
    'Period',
    'Metric',
    'Group by',
    'Per',
    'Show as',
    'Series',
    'Top keys',
    'Top models',
    'Top endpoints',
    'Copy table',
    'Output tokens',
  ])
    expect([...reached], name).toContain(name)
})

test('what the chart shows is copied: its exact figures, and a picture', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/usage?period=last-month&metric=requests&group=key')
  const { requests } = await usageRow(page, 'Total')
  await page.getByRole('button', { name: 'Copy chart' }).click()
  await page.getByRole('menuitem', { name: 'As CSV' }).click()
  await expect(page.getByText('CSV copied.')).toBeVisible()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  const [header = '', ...lines] = text.trim().split(/\r?\n/)
  expect(header).toContain('start of bucket (UTC)')
  expect(lines.reduce((sum, line) => sum + Number(line.split(',')[1]), 0)).toBe(requests)

  await page.getByRole('button', { name: 'Copy chart' }).click()
  await page.getByRole('menuitem', { name: 'As an image' }).click()
  await expect(page.getByText('Image copied.')).toBeVisible()
  const types = await page.evaluate(async () =>
    (await navigator.clipboard.read()).flatMap(item => item.types),
  )
  expect(types).toEqual(['image/png'])
})

test('a view is kept under a name of one’s own, opened again and removed; colleagues do not see it', async ({
  page,
  system,
}) => {
  await page.goto('/usage?period=7d&group=key&metric=requests')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByLabel('Save this view as').fill('Keys of the week')
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.goto('/usage')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('link', { name: 'Keys of the week' }).click()
  await page.waitForURL('**/usage?period=7d&metric=requests&group=key')
  await page.getByRole('button', { name: 'Keys of the week' }).click()
  await page.getByRole('button', { name: 'Remove Keys of the week' }).click()
  await expect(page.getByRole('list', { name: 'Saved views' })).toHaveCount(0)

  await page.getByLabel('Save this view as').fill('Mira’s')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.context().clearCookies()
  await signInToDemo(page, system, 'tomas@halcyon.example')
  await page.goto('/usage')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await expect(page.getByLabel('Save this view as')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Saved views' })).toHaveCount(0)
})

test('a new account sees how to make its first request', async ({ page, system }) => {
  await page.context().clearCookies()
  await signInToDemo(page, system, 'ada@freshstart.example')
  await page.goto('/usage')
  await expect(page.getByRole('heading', { name: 'No requests yet' })).toBeVisible()
  await expect(page.getByText('/chat/completions').first()).toBeVisible()
})

test('figures follow what is used without the page being loaded again', async ({ page, system }) => {
  const name = `follow-${Date.now()}`
  const apiKey = await createKey(page, { name })
  const keyId = await keyIdOf(page, name)
  // Dozens of links lead to other states of the page: each fetched ahead would be read anew with every refresh.
  const ahead: string[] = []
  page.on('request', request => {
    const { pathname, search } = new URL(request.url())
    if (request.headers()['next-router-prefetch'] && search.includes('key=')) ahead.push(pathname + search)
  })
  const loads = await openLive(page, `/usage?period=24h&group=key&key=${keyId}`)
  const requests = metricFigure(page, /^Requests/)
  await expect(requests).toHaveAttribute('value', '0')
  await ask(system, apiKey)
  await expect(requests).toHaveAttribute('value', '1')
  const { costNanos } = await usageRow(page, name)
  expect(costNanos).toBeGreaterThan(0n)
  await ask(system, apiKey)
  await expect(requests).toHaveAttribute('value', '2')
  await expect.poll(async () => (await usageRow(page, name)).costNanos).toBeGreaterThan(costNanos)
  expect({ loads: loads(), ahead }).toEqual({ loads: 0, ahead: [] })
})

test('the empty page of a new account comes alive by itself with its first request', async ({
  page,
  system,
}) => {
  await page.context().clearCookies()
  await signUp(page, system, 'Nell Newcomer', `nell-${Date.now()}@newcomer.example`)
  await setUpBilling(page, system, '4242424242424242')
  const apiKey = await createKey(page, { name: 'first' })
  const loads = await openLive(page, '/usage')
  await expect(page.getByRole('heading', { name: 'No requests yet' })).toBeVisible()
  await ask(system, apiKey)
  await expect(page.getByRole('table', { name: 'Usage by model' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No requests yet' })).toBeHidden()
  await expect(metricFigure(page, /^Requests/)).toHaveAttribute('value', '1')
  expect(loads()).toBe(0)

  await test.step('a fault is told in the place of the figures, which come back with the next try', async () => {
    const keyId = await keyIdOf(page, 'first')
    await attached(system, 'e2e/steps/turn-histograms.ts', keyId)
    await page.goto('/usage')
    const alert = page.getByRole('alert').filter({ hasText: 'Usage could not be loaded' })
    await expect(alert).toBeVisible()
    await expect(page.getByRole('heading', { name: 'API Usage' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'API Keys', exact: true })).toBeVisible()
    await expect(page.getByText('negative')).toHaveCount(0)
    await attached(system, 'e2e/steps/turn-histograms.ts', keyId)
    await alert.getByRole('button', { name: 'Try again' }).click()
    await expect(metricFigure(page, /^Requests/)).toHaveAttribute('value', '1')
    await expect(alert).toHaveCount(0)
  })
})

test('nothing that matches says which filters exclude, and offers the way back', async ({ page }) => {
  await page.goto('/usage?model=no-such-model&status=failed')
  await expect(page.getByText('Nothing matches', { exact: true })).toBeVisible()
  await expect(page.getByText('the chosen models and statuses')).toBeVisible()
  await page.getByRole('link', { name: 'Clear filters' }).click()
  await expect(page.getByRole('table', { name: 'Usage by model' })).toBeVisible()
})

test('an impossible span says so and keeps the page', async ({ page }) => {
  await page.goto('/usage?from=2026-11-22&to=2026-11-01')
  await expect(page.getByText('The first day lies after the last.')).toBeVisible()
})

test.describe('from Kolkata', () => {
  test.use({ timezoneId: 'Asia/Kolkata' })

  test('the viewer’s own days are offered, and said on the axis and in the file', async ({ page }) => {
    await page.goto('/usage')
    await expect(page.getByText('Times in UTC')).toBeVisible()
    await page.getByRole('navigation', { name: 'Time zone' }).getByRole('link', { name: 'Kolkata' }).click()
    await page.waitForURL(/zone=Asia%2FKolkata/)
    await expect(page.getByText('Times in Asia/Kolkata (UTC+5:30)')).toBeVisible()

    await page.goto('/usage?period=last-month&zone=Asia%2FKolkata')
    const { costNanos } = await usageRow(page, 'Total')
    const file = await page.request.get('/usage/export?period=last-month&zone=Asia%2FKolkata')
    expect(file.headers()['content-disposition']).toContain('-asia-kolkata.csv')
    const lines = (await file.text()).trim().split('\r\n').slice(1)
    expect(new Set(lines.map(line => line.slice(10, 20)))).toEqual(new Set(['T18:30:00Z']))
    const nanos = lines.reduce(
      (sum, line) => sum + BigInt((line.split(',').at(-1) ?? '').replace('.', '')),
      0n,
    )
    expect(nanos).toBe(costNanos)
  })
})
