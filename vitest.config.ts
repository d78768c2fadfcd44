import { defineConfig } from 'vitest/config'

const alias = { '@': import.meta.dirname }
/** How long something takes is no test's business: these only end what hangs, on the busiest machine. */
const testTimeout = 180_000
const expect = { poll: { timeout: 60_000 } }
const exclude = ['**/node_modules/**', '.next*/**', 'e2e/**', '.data/**']

/** Two projects: `pure` needs nothing but Node; `db` runs on a real Postgres (files named *.db.test.ts or sandbox contracts). */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'pure',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...exclude, '**/*.db.test.ts'],
          maxWorkers: 2,
          testTimeout,
          expect,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude,
          globalSetup: ['db/testing-server.ts'],
          // Much of their time is waiting: for commits, fences and children.
          maxWorkers: 3,
          testTimeout,
          hookTimeout: testTimeout,
          expect,
        },
      },
    ],
  },
})
