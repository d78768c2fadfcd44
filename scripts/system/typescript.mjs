// Loaded before a TypeScript file that Node runs by itself: finds files as tsconfig.json says (`@/` is the project, no endings).
import { existsSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = new URL('../../', import.meta.url)
const endings = ['', '.ts', '/index.ts']

/** The file of ours that is meant; null for packages, and for what packages import. */
function ours(specifier, parentURL) {
  const isOurs = parentURL?.startsWith(root.href) && !parentURL.includes('/node_modules/')
  if (!isOurs) return null
  if (specifier.startsWith('@/')) return new URL(specifier.slice(2), root)
  return specifier.startsWith('./') ? new URL(specifier, parentURL) : null
}

function isFile(path) {
  return existsSync(path) && statSync(path).isFile()
}

registerHooks({
  resolve(specifier, context, next) {
    const url = ours(specifier, context.parentURL)
    const path = url && fileURLToPath(url)
    const found = path && endings.map(ending => path + ending).find(isFile)
    if (!found) return next(specifier, context)
    const attributes = found.endsWith('.json') ? { importAttributes: { type: 'json' } } : {}
    return next(pathToFileURL(found).href, { ...context, ...attributes })
  },
})
