import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from '@/e2e/test'

/** Each theme and each width once: colours do not depend on the width, nor the layout on the theme. */
export const views = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const

/** Nothing that axe objects to, nothing that sticks out sideways, nothing that the browser's console complains of. */
export async function inspect(page: Page, path: string): Promise<void> {
  const complaints: string[] = []
  const listen = (message: { type(): string; text(): string }) => {
    if (message.type() === 'error' && !/status of 404/.test(message.text())) complaints.push(message.text())
  }
  page.on('console', listen)
  // A stream that stays open would keep the network from ever being idle; 204 tells the page to do without.
  await page.route('**/usage/live', route => route.fulfill({ status: 204 }))
  await page.goto(path)
  await page.waitForLoadState('networkidle')
  // What passes is not listed in full, and with no frames on the page none is opened to gather them: half of axe's time.
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  )
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  page.off('console', listen)
  await page.unroute('**/usage/live')
  expect({ path, found, overflow, complaints }).toEqual({ path, found: [], overflow: 0, complaints: [] })
}
