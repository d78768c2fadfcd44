import { test as base } from '@playwright/test'
import { startSystem, type Addresses } from './system'

export { expect } from '@playwright/test'

interface Fixtures {
  readonly system: Addresses
}

/** For tests that leave the platform's clock alone: they share one system, filled with demo data. */
export const test = base.extend<Fixtures>({
  system: async ({}, use) => {
    await use(JSON.parse(process.env.E2E_SYSTEM ?? 'null') as Addresses)
  },
  baseURL: async ({ system }, use) => {
    await use(system.appUrl)
  },
})

/** For tests that move the clock: each has a system of its own, empty at first. */
export const testWithOwnSystem = base.extend<Fixtures>({
  system: [
    async ({}, use) => {
      const { stop, ...addresses } = await startSystem()
      await use(addresses)
      await stop()
    },
    { timeout: 240_000 },
  ],
  baseURL: async ({ system }, use) => {
    await use(system.appUrl)
  },
})
