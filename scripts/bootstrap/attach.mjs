import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The environment for a command that works on the system started by `npm start` in this directory: our own, completed by the
 * settings which that system left for such commands. With a configuration of one's own (MODE=live) nothing is added.
 * @param {string} root
 * @param {Record<string, string | undefined>} env
 * @param {string} dataDir where that system keeps what it leaves behind
 * @returns {Record<string, string | undefined> | string} the environment, or why there is none
 */
export function systemEnvironment(root, env, dataDir = join(root, '.data')) {
  if (env.MODE === 'live' || readSettings(join(root, '.env')).MODE === 'live') {
    return { ...readSettings(join(root, '.env')), ...env }
  }
  const settings = readSettings(join(dataDir, 'system.env'))
  const { SYSTEM_PID: pid, ...rest } = settings
  if (!pid || !isAlive(Number(pid)))
    return 'This command works on a running system. Start it with `npm start` first.'
  return { ...env, ...rest }
}

/**
 * Takes `--data-dir DIR` out of a command's arguments: it works on the system that was started with the same option.
 * @param {readonly string[]} args
 * @returns {{ dataDir: string | undefined, args: string[] }}
 */
export function takeDataDir(args) {
  const at = args.indexOf('--data-dir')
  if (at < 0 || args[at + 1] === undefined) return { dataDir: undefined, args: [...args] }
  return { dataDir: args[at + 1], args: args.toSpliced(at, 2) }
}

/** Lines of NAME=value, the value bare or in quotes. A file that is missing sets nothing. */
export function readSettings(file) {
  if (!existsSync(file)) return {}
  const lines = readFileSync(file, 'utf8').split('\n')
  return Object.fromEntries(
    lines.flatMap(line => {
      const match = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line)
      return match ? [[match[1], unquote(match[2])]] : []
    }),
  )
}

function unquote(value) {
  const quoted = /^(["'])(.*)\1$/.exec(value)
  return quoted ? quoted[2] : value.replace(/\s+#.*$/, '')
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
