import { unitsSql, type Packing } from '@/lib/usage/packed'

/** The figures that marginals keep. */
export const figures = ['requests', 'input_tokens', 'output_tokens', 'images', 'cost_nanos'] as const
export type Figure = (typeof figures)[number]

const digits: Record<Figure, number> = {
  requests: 8,
  input_tokens: 12,
  output_tokens: 12,
  images: 8,
  cost_nanos: 16,
}

/**
 * How a day's 96 quarter-hours are packed. What an account does in a quarter of an hour stays far below: a hundred million
 * requests or images, 10^12 tokens, ten million dollars.
 */
export function coursePacking(figure: Figure): Packing {
  return { width: digits[figure], slots: 96 }
}

/** SQL: a figure of a quarter-hour, in the slot of the quarter that `bucket` says. */
export function inCourseSql(figure: Figure, bucket: string): string {
  const slot = `(mod(extract(epoch FROM ${bucket})::bigint, 86400) / 900)::int`
  return `${figure} * (${unitsSql(coursePacking(figure))})[${slot} + 1]`
}
