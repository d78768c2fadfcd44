import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { startSandbox, type Sandbox, type SandboxOptions } from '@/sandbox/server'

/** A sandbox on free ports with a data directory of its own, unpaced, and with nothing in Stripe's place. */
export const startTestSandbox = async (
  options: Partial<SandboxOptions> = {},
): Promise<Sandbox & { dataDir: string }> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'sandbox-test-')))
  const sandbox = await startSandbox({
    port: 0,
    smtpPort: 0,
    webUrl: 'http://127.0.0.1:9',
    controlToken: 'control-token',
    pace: { tps: 0, ttftMs: 0, imageMs: 0, jobMs: 200 },
    stripe: () => ({ app: new Hono(), tick: () => Promise.resolve(), close: () => undefined }),
    log: () => undefined,
    ...options,
    dataDir,
  })
  return {
    ...sandbox,
    dataDir,
    close: async () => {
      await sandbox.close()
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
