import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '@/db/embedded'
import { migrate } from '@/db/migrate'

declare module 'vitest' {
  interface ProvidedContext {
    /** Leads to the migrated template that test databases are cloned from. */
    templateUrl: string
  }
}

/** Runs before the database tests: one throw-away PostgreSQL for the whole run, with one migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'serika-test-'))
  const server = await startEmbeddedPostgres({ dir, logFile: join(dir, 'postgres.log'), throwaway: dir })
  await migrate(server.url())
  project.provide('templateUrl', server.url())
  return () => server.stop()
}
