import { defineConfig } from '@playwright/test'
import { chromiumArgs, findChromium } from './e2e/chromium'

/** They have a system of their own, or only look: what others do meanwhile is nothing to them, and the other way round. */
const apart = ['billing', 'pages', 'story'].map(name => `**/${name}.spec.ts`)

export default defineConfig({
  testDir: 'e2e',
  projects: [
    { name: 'shared', testMatch: '**/*.spec.ts', testIgnore: apart, workers: 1 },
    { name: 'apart', testMatch: apart, workers: 1 },
  ],
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results/e2e',
  reporter: [['line'], ['json', { outputFile: 'test-results/e2e.json' }]],
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // How long something takes is no test's business: these only end what hangs, on the busiest machine.
  timeout: 300_000,
  expect: { timeout: 30_000, toPass: { timeout: 60_000 } },
  use: {
    launchOptions: { executablePath: findChromium() ?? undefined, args: chromiumArgs },
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
  },
})
