import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { Supervised } from './supervise'

const quietMs = 200

/** Restarts each process when a source file in one of its directories changes (a burst of changes counts once). Returns the way to end it. */
export function restartOnChange(root: string, processes: readonly Supervised[]): () => void {
  const directories = new Set(processes.flatMap(({ spec }) => spec.watch))
  const timers = new Map<string, NodeJS.Timeout>()
  const restart = (directory: string) => {
    for (const one of processes) if (one.spec.watch.includes(directory)) one.restart()
  }
  const watchers = [...directories]
    .filter(directory => existsSync(join(root, directory)))
    .map(directory =>
      watch(join(root, directory), { recursive: true }, (_, name) => {
        if (!name || !/\.(ts|tsx|json|sql)$/.test(name) || /\.test\.tsx?$/.test(name)) return
        clearTimeout(timers.get(directory))
        timers.set(directory, setTimeout(restart, quietMs, directory))
      }),
    )
  return () => {
    for (const watcher of watchers) watcher.close()
    for (const timer of timers.values()) clearTimeout(timer)
  }
}
