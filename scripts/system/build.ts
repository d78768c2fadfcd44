import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sourceHash } from './source-hash'
import { takeLock } from './lock'

/** Whether the production build that is there was made from the sources as they are now. */
export function isBuilt(root: string): boolean {
  const stamp = stampOf(root)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash(root)
}

/** Builds the web app for production, unless that is done already; two that want it at once build it once. */
export async function ensureBuild(root: string, signal?: AbortSignal): Promise<void> {
  const release = await takeLock(join(root, 'node_modules', '.cache', 'serika-build.lock'), {
    waitMs: 15 * 60_000,
    holder: 'scripts/',
  })
  try {
    if (isBuilt(root)) return
    const hash = sourceHash(root)
    rmSync(stampOf(root), { force: true })
    await nextBuild(root, signal)
    writeFileSync(stampOf(root), hash)
  } finally {
    release()
  }
}

function stampOf(root: string): string {
  return join(root, '.next', 'serika-source-hash')
}

async function nextBuild(root: string, signal?: AbortSignal): Promise<void> {
  mkdirSync(join(root, '.next'), { recursive: true })
  const output: string[] = []
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NEXT_DIST_DIR: '.next' },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    },
  )
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => output.push(String(chunk)))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`The build failed:\n${output.join('').trimEnd()}`)
}
