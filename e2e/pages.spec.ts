import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { signInToDemo } from './steps/sign-in'
import { expect, test } from './test'

/** Each theme and each width once: colours do not depend on the width, nor the layout on the theme. */
const views = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const

const publicPages = ['/signin', '/signup', '/forgot', '/pricing', '/no-such-page']
const memberPages = [
  '/usage',
  '/usage?group=key&period=7d&per=hour&metric=requests',
  '/usage?model=no-such-model',
  '/keys',
  '/keys?sort=-spend',
  '/models',
  '/billing',
  '/billing/invoices',
  '/billing/limits',
]

/** Nothing that axe objects to, nothing that sticks out sideways, nothing that the browser's console complains of. */
async function inspect(page: Page, path: string): Promise<void> {
  const complaints: string[] = []
  const listen = (message: { type(): string; text(): string }) => {
    if (message.type() === 'error' && !/status of 404/.test(message.text())) complaints.push(message.text())
  }
  page.on('console', listen)
  await page.goto(path)
  await page.waitForLoadState('networkidle')
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  )
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  page.off('console', listen)
  expect({ path, found, overflow, complaints }).toEqual({ path, found: [], overflow: 0, complaints: [] })
}

for (const { colorScheme, width } of views) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 }, contextOptions: { reducedMotion: 'reduce' } })

    test('public pages are accessible and fit', async ({ page }) => {
      for (const path of publicPages) await inspect(page, path)
    })

    test('pages of a busy account are accessible and fit', async ({ page, system }) => {
      await signInToDemo(page, system)
      for (const path of memberPages) await inspect(page, path)
      await page.goto('/keys')
      const key = page.getByRole('table', { name: 'API keys' }).getByRole('link', { name: 'discord-bot' })
      await inspect(page, (await key.getAttribute('href')) ?? '')
      await page.goto('/billing/invoices')
      const invoice = await page.getByRole('rowheader').getByRole('link').first().getAttribute('href')
      await inspect(page, invoice ?? '')
    })
  })
}
