import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDb, type OpenDb } from '@/db/client'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/db/embedded'
import { isFree } from '@/db/embedded/free-port'
import { migrate } from '@/db/migrate'
import { syncCatalog } from '@/lib/catalog/commands'
import { ensurePartitions } from '@/lib/usage/partitions/commands'

/**
 * A PostgreSQL of the bench's own, as durable as in production, in a directory that vanishes with this process. It can be
 * killed and started again on the same port.
 */
export class BenchDatabase {
  private constructor(
    private readonly dir: string,
    private server: EmbeddedPostgres,
    private readonly opened: OpenDb,
  ) {}

  /** Migrated, with the catalogue and the partitions of these months. */
  static async start(): Promise<BenchDatabase> {
    const dir = mkdtempSync(join(tmpdir(), 'serika-bench-'))
    const server = await startServer(dir, await stablePort())
    await migrate(server.url())
    const opened = openDb(server.url(), { name: 'serika-bench', silenceMs: 5_000 })
    await syncCatalog(opened.db, new Date())
    await ensurePartitions(opened.db, new Date())
    return new BenchDatabase(dir, server, opened)
  }

  get url(): string {
    return this.server.url()
  }

  get db() {
    return this.opened.db
  }

  /** `kill -9` of the whole server: its first process, so that it cannot tidy up, and at once all others. */
  kill(): void {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    const backends = table
      .split('\n')
      .map(line => line.trim().split(/\s+/).map(Number))
      .flatMap(([pid, parent]) => (parent === this.server.pid && pid !== undefined ? [pid] : []))
    for (const pid of [this.server.pid, ...backends]) signal(pid, 'SIGKILL')
  }

  /** Starts it again after a kill; it recovers by itself. @throws when its port is lost to someone else */
  async restart(): Promise<void> {
    const { port } = this.server
    this.server = await startServer(this.dir, port)
    if (this.server.port !== port) throw new Error(`port ${port} was taken while the database was down`)
  }

  async stop(): Promise<void> {
    await this.opened.close()
    await this.server.stop()
  }
}

function startServer(dir: string, port: number): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dir,
    port,
    logFile: join(dir, 'postgres.log'),
    throwaway: dir,
    durable: true,
  })
}

/** A free port below those that outgoing connections are given, so that it is still free after a kill. */
export async function stablePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if (await isFree(port)) return port
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended meanwhile.
  }
}
