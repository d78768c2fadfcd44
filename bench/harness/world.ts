import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild, type Child } from '@/bench/harness/child'
import { BenchDatabase } from '@/bench/harness/database'
import type { UpstreamSettings } from '@/bench/harness/upstream-process'

export interface WorldOptions extends Omit<UpstreamSettings, 'billFile'> {
  /** False: the upstream keeps no bill. */
  readonly bill?: boolean
}

/** What every bench needs: a database, an upstream with its bill, and a directory for logs. */
export class World {
  #keepsLogs = false

  private constructor(
    readonly database: BenchDatabase,
    private readonly upstream: Child<{ url: string }>,
    private readonly dir: string,
    readonly billFile: string,
  ) {
    process.on('exit', () => {
      if (!this.#keepsLogs) rmSync(dir, { recursive: true, force: true })
    })
  }

  static async create({ bill = true, ...settings }: WorldOptions): Promise<World> {
    const dir = mkdtempSync(join(tmpdir(), 'serika-bench-logs-'))
    const billFile = join(dir, 'bill.jsonl')
    const database = await BenchDatabase.start()
    const upstream = await startChild<{ url: string }>(join(import.meta.dirname, 'upstream-process.ts'), {
      settings: { ...settings, billFile: bill ? billFile : null } satisfies UpstreamSettings,
    })
    return new World(database, upstream, dir, billFile)
  }

  get upstreamUrl(): string {
    return this.upstream.ready.url
  }

  /** A file among the logs. */
  file(name: string): string {
    return join(this.dir, name)
  }

  /** Ends everything. The logs go with this process, unless `keepLogs`; then this answers where they are. */
  async close({ keepLogs = false } = {}): Promise<string | null> {
    this.upstream.kill('SIGTERM')
    await this.upstream.ended
    await this.database.stop()
    this.#keepsLogs = keepLogs
    return keepLogs ? this.dir : null
  }
}
