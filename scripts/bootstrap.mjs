// Plain JavaScript without dependencies, for the Node that a machine happens to have (20 or newer): makes sure that packages are
// installed, then runs a TypeScript file under the Node that the project pins. Usage: node scripts/bootstrap.mjs [--attach] <file.ts> …
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled } from './bootstrap/installed.mjs'
import { systemEnvironment, takeDataDir } from './bootstrap/attach.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const needs = 24
const pinned = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

function fail(message) {
  console.error(`\n${message}\n`)
  process.exit(1)
}

function major(version) {
  return Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0)
}

function readText(...path) {
  const file = join(root, ...path)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

function install() {
  if (isInstalled(readText('package-lock.json'), readText('node_modules', '.package-lock.json'))) return
  console.log('Installing packages (first start, or the list of packages changed; a minute or two) …')
  const npmScript = process.env.npm_execpath
  const [program, first] = npmScript?.endsWith('npm-cli.js') ? [process.execPath, [npmScript]] : ['npm', []]
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const done = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'development' },
  })
  if (done.error || done.status !== 0)
    fail('`npm ci` failed (see above). Is the package registry reachable? Then start again.')
}

function versionOf(node) {
  return existsSync(node) ? major(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '') : 0
}

/** The pinned Node; an install without scripts leaves it out, so it is fetched by hand, and a new enough Node of the machine will do. */
function findNode() {
  if (versionOf(pinned) >= needs) return pinned
  if (major(process.version) >= needs) return process.execPath
  console.log(`Fetching Node ${needs} (packages were installed without their scripts) …`)
  const home = join(root, 'node_modules', 'node')
  spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (versionOf(pinned) >= needs) return pinned
  return fail(
    `Node ${needs} is needed, this is ${process.version}, and the pinned one could not be fetched.\n` +
      `Run \`npm rebuild node\` in ${root}, or put a Node ${needs} on the path, then start again.`,
  )
}

function run(node, file, args, env) {
  const child = spawn(node, ['--import', 'tsx', join(root, file), ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...env, PATH: `${dirname(node)}${delimiter}${env.PATH ?? ''}` },
  })
  child.on('message', message => process.send?.(message))
  process.on('disconnect', () => child.kill('SIGTERM'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  watchNpm(() => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => {
    if (signal) process.exitCode = signal === 'SIGINT' ? 130 : 1
    else process.exitCode = code ?? 1
    process.disconnect?.()
  })
  child.on('error', error => fail(`Node could not be run: ${error.message}`))
}

/** npm that was killed takes nothing with it; we notice (between it and us there may be a shell), and end in order. */
function watchNpm(end) {
  if (!process.env.npm_lifecycle_event) return
  const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`
  const atStart = ancestors()
  const timer = setInterval(() => {
    if (ancestors() === atStart) return
    clearInterval(timer)
    end()
  }, 1_000)
  timer.unref()
}

function parentOf(pid) {
  try {
    return /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

if (major(process.version) < 20) fail(`Node 20 or newer is needed to start; this is ${process.version}.`)
const attach = process.argv[2] === '--attach'
const [file, ...given] = process.argv.slice(attach ? 3 : 2)
if (!file) fail('Usage: node scripts/bootstrap.mjs [--attach] <file.ts> [arguments]')
install()
const { dataDir, args } = attach ? takeDataDir(given) : { args: given }
const attached = attach
  ? systemEnvironment(root, process.env, dataDir === undefined ? undefined : resolve(dataDir))
  : process.env
if (typeof attached === 'string') fail(attached)
run(findNode(), file, args, attached)
