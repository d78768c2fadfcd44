import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface Options {
  readonly root: string
  /** Everything that a run leaves behind is in here. */
  readonly dataDir: string
  /** Hot reload instead of a build. */
  readonly dev: boolean
  /** Delete `dataDir` first. */
  readonly reset: boolean
  /** Fill an all-sandbox system with demo data. */
  readonly seed: boolean
  /** For tests: ports of its own, no settings from outside, no fsync, nothing left behind. */
  readonly throwaway: boolean
  /** Show what the processes log, besides writing it to files. */
  readonly verbose: boolean
  /** Settings that win over all others. */
  readonly set: Readonly<Record<string, string>>
}

export const usage = `Usage: npm start [-- options]      (npm run dev: the same with hot reload)
  --reset          start over: delete .data/ (database, sandbox, secrets) first
  --no-seed        no demo data
  --verbose        show the logs of all processes here (they are always in .data/logs/)
  --data-dir DIR   another place for everything that a run leaves behind
  --throwaway      for tests: own ports, settings from outside ignored, nothing left behind
  --set NAME=VALUE a setting that wins over the environment and .env; may be repeated
  --help`

/** @throws TypeError for an option that does not exist, with a message to show */
export function parseOptions(root: string, args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      dev: { type: 'boolean', default: false },
      reset: { type: 'boolean', default: false },
      seed: { type: 'boolean', default: true },
      throwaway: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      'data-dir': { type: 'string', default: join(root, '.data') },
      set: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const { 'data-dir': dataDir, set, dev, reset, seed, throwaway, verbose } = values
  return { root, dataDir: resolve(root, dataDir), dev, reset, seed, throwaway, verbose, set: toSettings(set) }
}

function toSettings(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      if (at < 1) throw new TypeError(`--set needs NAME=VALUE, not '${pair}'`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
