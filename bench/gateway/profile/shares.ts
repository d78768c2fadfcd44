import type { Profiler } from 'node:inspector'
import { fileOf, ownerOf, type Feature } from '@/bench/gateway/profile/features'

const collector = '(garbage collector)'
const notWorking = new Set(['(idle)', '(root)'])

/**
 * Which part of the time in which a process was at work went to each feature: each sample counts for the innermost function
 * on the stack that belongs to one. What belongs to none (a bare turn of the event loop) is the foundation's.
 */
export function sharesOf(profile: Profiler.Profile, root: string): ReadonlyMap<Feature, number> {
  const owners = ownersOf(profile, root)
  const spent = new Map<Feature, number>()
  let total = 0
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const owner = owners.get(id)
    if (!owner) continue
    const took = profile.timeDeltas?.[i] ?? 0
    total += took
    spent.set(owner, (spent.get(owner) ?? 0) + took)
  }
  return new Map([...spent].map(([feature, took]) => [feature, took / total]))
}

/** Of each node of the call tree; none for those in which the process did nothing. Parents come before their children. */
function ownersOf({ nodes }: Profiler.Profile, root: string): Map<number, Feature> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id])))
  const owners = new Map<number, Feature>()
  for (const { id, callFrame } of nodes) {
    const { functionName, url } = callFrame
    if (notWorking.has(functionName)) continue
    const inherited = owners.get(parents.get(id) ?? -1) ?? 'HTTP, sockets, event loop'
    owners.set(
      id,
      functionName === collector ? 'garbage collection' : (ownerOf(fileOf(url, root)) ?? inherited),
    )
  }
  return owners
}
