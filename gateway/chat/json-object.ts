import { z } from 'zod'

/** Deeper than any JSON schema that a provider takes, and far from where a recursive walk would end. */
const mostLevels = 100

/**
 * An object of the client's that goes on as it came: `__proto__` is a name like any other in it, which a copy would lose.
 * Nested too deeply, it could be parsed but not written again.
 */
export const jsonObject = z.custom<Record<string, unknown>>().superRefine((value: unknown, ctx) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    ctx.addIssue({ code: 'invalid_type', expected: 'object', input: value })
  else if (!isWithin(value, mostLevels))
    ctx.addIssue({
      code: 'custom',
      input: value,
      message: `must not be nested more than ${mostLevels} levels deep`,
    })
})

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every(inner => isWithin(inner, levels - 1))
}
