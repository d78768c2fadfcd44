import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What a build of the web app depends on. */
const sources = ['app', 'components', 'lib', 'db', 'public']
const files = ['next.config.js', 'postcss.config.js', 'proxy.ts', 'tsconfig.json', 'package-lock.json']

/** A fingerprint of everything that the build of the web app is made from: names and contents, tests left out. */
export function sourceHash(root: string): string {
  const hash = createHash('sha256')
  const paths = [
    ...sources.flatMap(dir => walk(join(root, dir))),
    ...files.map(file => join(root, file)).filter(isFile),
  ]
  for (const path of paths.toSorted()) {
    hash.update(`${relative(root, path)}\0`)
    hash.update(createHash('sha256').update(readFileSync(path)).digest())
  }
  return hash.digest('hex')
}

function walk(dir: string): string[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/\.test\.tsx?$|\.md$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
