/** What a marginal can tell apart, with its part of the number that names a cut. Statuses are told apart in every cut. */
export const cutBits = { key: 4, endpoint: 2, model: 1 } as const
export type CutDimension = keyof typeof cutBits

/** 0 to 7: which of key, endpoint and model are told apart. */
export type Cut = number
/** Key, endpoint and model: nothing is added up. */
export const wholeCut: Cut = 7
export const cuts: readonly Cut[] = [0, 1, 2, 3, 4, 5, 6, 7]

/** Whether there are marginals by quarter-hour of it: those of one dimension at most. */
export function isMadeByQuarter(cut: Cut): boolean {
  return (cut & (cut - 1)) === 0
}

export function cutOf(dimensions: Iterable<CutDimension>): Cut {
  let cut = 0
  for (const dimension of dimensions) cut |= cutBits[dimension]
  return cut
}

const columns = { key: 'key_id', endpoint: 'endpoint', model: 'model_id' } as const

/** SQL of GROUP BY that makes every one of those cuts in one pass. */
export function groupingSetsSql(of: readonly Cut[]): string {
  const set = (cut: Cut) =>
    Object.entries(cutBits).flatMap(([dimension, bit]) =>
      cut & bit ? columns[dimension as CutDimension] : [],
    )
  return `GROUPING SETS (${of.map(cut => `(${set(cut).join(', ')})`).join(', ')})`
}

/** SQL: the cut of a row that `groupingSetsSql` made. */
export const cutSql = '(7 - GROUPING(key_id, endpoint, model_id))::smallint'
