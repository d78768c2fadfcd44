import type { Profiler } from 'node:inspector'
import { describe, expect, it } from 'vitest'
import { sharesOf } from './shares'

const root = '/project'
const ours = (file: string) => `file://${root}/${file}`

/** A chain of calls from the root, each with what it takes by itself. */
function profileOf(...stacks: { frames: [name: string, url: string][]; took: number }[]): Profiler.Profile {
  const nodes: Profiler.ProfileNode[] = []
  const node = (functionName: string, url: string) => {
    const callFrame = { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 }
    const fresh: Profiler.ProfileNode = { id: nodes.length + 1, callFrame, children: [] }
    nodes.push(fresh)
    return fresh
  }
  const top = node('(root)', '')
  const samples = stacks.map(({ frames }) => {
    let last = top
    for (const [name, url] of frames) {
      const next = node(name, url)
      last.children?.push(next.id)
      last = next
    }
    return last.id
  })
  return { nodes, startTime: 0, endTime: 0, samples, timeDeltas: stacks.map(({ took }) => took) }
}

describe('the share of a feature', () => {
  const settle: [string, string] = ['settle', ours('lib/usage/commands.ts')]

  it('is the time in its own files and in what they call of Node, by the innermost owner', () => {
    const shares = sharesOf(
      profileOf(
        { frames: [['emit', 'node:events'], settle], took: 10 },
        { frames: [settle, ['query', ours('node_modules/pg/lib/client.js')], ['writev', '']], took: 30 },
        { frames: [settle, ['parse', ours('node_modules/zod/v4/core/parse.js')]], took: 40 },
        { frames: [['(garbage collector)', '']], took: 20 },
      ),
      root,
    )
    expect(Object.fromEntries(shares)).toEqual({
      'event and its commit': 0.4,
      'body and its checks': 0.4,
      'garbage collection': 0.2,
    })
  })

  it('leaves out the time in which nothing was done, and gives the event loop what belongs to nobody', () => {
    const shares = sharesOf(
      profileOf(
        { frames: [['(idle)', '']], took: 900 },
        { frames: [['processTicksAndRejections', 'node:internal/process/task_queues']], took: 100 },
      ),
      root,
    )
    expect(Object.fromEntries(shares)).toEqual({ 'HTTP, sockets, event loop': 1 })
  })
})
