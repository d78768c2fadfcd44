import { inspect, views } from './steps/inspect'
import { signInToDemo } from './steps/sign-in'
import { expect, test } from './test'

const publicPages = ['/signin', '/signup', '/forgot', '/pricing', '/no-such-page']
const memberPages = {
  'API Usage': [
    '/usage',
    '/usage?group=key&period=7d&per=hour&metric=requests',
    '/usage?metric=latency&compare=1&period=24h',
    '/usage?metric=rejected&view=table',
    '/usage?model=no-such-model',
  ],
  'API Requests': [
    '/requests',
    '/requests?period=7d&status=failed&status=canceled',
    '/requests?id=req_00000000000000000000000000000000',
  ],
  'API Keys and Models': ['/keys', '/keys/admin', '/models'],
  Billing: [
    '/billing',
    '/billing/invoices',
    '/billing/invoices/running?line=1',
    '/billing/details',
    '/billing/limits',
  ],
}

for (const { colorScheme, width } of views) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 }, contextOptions: { reducedMotion: 'reduce' } })

    test('public pages are accessible and fit', async ({ page }) => {
      for (const path of publicPages) await inspect(page, path)
    })

    for (const [section, paths] of Object.entries(memberPages)) {
      test(`${section}: the pages of a busy account are accessible and fit`, async ({ page, system }) => {
        await signInToDemo(page, system)
        for (const path of paths) await inspect(page, path)
      })
    }

    test('a key and an invoice, opened, are accessible and fit', async ({ page, system }) => {
      await signInToDemo(page, system)
      await page.goto('/keys')
      const key = page.getByRole('table', { name: 'API keys' }).getByRole('link', { name: 'discord-bot' })
      await inspect(page, (await key.getAttribute('href')) ?? '')
      await page.goto('/billing/invoices')
      // The first row is the running month.
      await page.getByRole('rowheader').getByRole('link').nth(1).click()
      await page.waitForURL(/inv_/)
      for (const level of ['line', 'key', 'day']) {
        const opened = page.getByRole('rowheader').getByRole('link', { expanded: true })
        const inside = await opened.count()
        await page.getByRole('rowheader').getByRole('link').nth(inside).click()
        await page.waitForURL(url => url.searchParams.has(level))
        await expect(opened).toHaveCount(inside + 1)
      }
      await inspect(page, page.url())
    })
  })
}
