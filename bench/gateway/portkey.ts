import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { stablePort } from '@/bench/harness/database'

const home = join(import.meta.dirname, 'portkey')
const installed = join(home, 'node_modules', '@portkey-ai', 'gateway')
const manifest = z.object({ version: z.string() })

export interface Portkey {
  readonly port: number
  readonly pid: number
  readonly version: string
  stop(): void
}

/** Starts the other gateway in its build for Node, installing it first where it is not there. */
export async function startPortkey(): Promise<Portkey> {
  if (!existsSync(installed)) install()
  const { version } = manifest.parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')))
  const port = await stablePort()
  const child = spawn(
    process.execPath,
    [join(installed, 'build', 'start-server.js'), `--port=${port}`, '--headless'],
    { cwd: home, stdio: 'ignore', env: { ...process.env, NODE_ENV: 'production' } },
  )
  process.on('exit', () => child.kill('SIGKILL'))
  const deadline = performance.now() + 30_000
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('Portkey does not start')
    await sleep(100)
  }
  return { port, pid: child.pid ?? 0, version, stop: () => void child.kill('SIGKILL') }
}

function install(): void {
  console.log('Installing the gateway to compare with (once) …')
  const npm = process.env.npm_execpath
  const [program, first] = npm?.endsWith('npm-cli.js') ? [process.execPath, [npm]] : ['npm', []]
  const args = [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync(program, args, { cwd: home, stdio: 'inherit' })
  if (status !== 0) throw new Error('npm ci failed in bench/gateway/portkey')
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}
