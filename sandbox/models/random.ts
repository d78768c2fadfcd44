/** A repeatable source of choices: the same seed always chooses the same. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number in [from, to]. */
  between(from: number, to: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
  /** Deals the same items for ever: all of them in some order, then all again in another. */
  deck<T>(items: readonly [T, ...T[]]): () => T
  /** A new order of the same items. */
  shuffle<T>(items: readonly T[]): T[]
}

/** 32-bit FNV-1a over UTF-16 code units, finished so that near texts give far seeds. */
export const seedOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** mulberry32. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  const shuffle = <T>(items: readonly T[]): T[] =>
    items
      .map(item => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item)
  const deck = <T>(items: readonly [T, ...T[]]) => {
    let left: T[] = []
    return (): T => {
      if (left.length === 0) left = shuffle(items)
      return left.pop() ?? items[0]
    }
  }
  return {
    next,
    between,
    pick: choices => choices[between(0, choices.length - 1)] ?? choices[0],
    deck,
    shuffle,
  }
}
