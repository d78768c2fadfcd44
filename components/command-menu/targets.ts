interface Named {
  /** The heading it stands under. */
  readonly group: string
  readonly label: string
  /** Told beside it, and searched too. */
  readonly note?: string
}

/** Something that the menu leads to. */
export interface Place extends Named {
  readonly href: string
}

/** Something that is done where one is. */
export interface Act extends Named {
  run(): void
}

export type Target = Place | Act

export interface TargetGroup {
  readonly heading: string
  readonly targets: readonly Target[]
}

/** Most that a group shows: more are found by typing on. */
const MOST_PER_GROUP = 6

/**
 * What a search finds, by group, the best first: names that begin with it, then names with a word that does, then whatever holds all
 * its words. Without a search everything, as it comes.
 */
export function findTargets(targets: readonly Target[], search: string): TargetGroup[] {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const found = targets
    .map((target, index) => ({ target, index, rank: rankOf(target, words) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
  const groups = new Map<string, Target[]>()
  for (const { target } of found) {
    const group = groups.get(target.group) ?? []
    groups.set(target.group, group)
    if (group.length < MOST_PER_GROUP) group.push(target)
  }
  return [...groups].map(([heading, list]) => ({ heading, targets: list }))
}

const NO_MATCH = 3

function rankOf({ label, note = '' }: Target, words: readonly string[]): number {
  const name = label.toLowerCase()
  const text = `${name} ${note.toLowerCase()}`
  if (!words.every(word => text.includes(word))) return NO_MATCH
  const search = words.join(' ')
  if (name.startsWith(search)) return 0
  return name.split(/[\s/_-]+/).some(part => part.startsWith(search)) ? 1 : 2
}
