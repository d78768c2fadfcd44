import { z } from 'zod'

/** One value of a parameter, whatever was typed into the address bar. */
const single = z.preprocess(
  value => (Array.isArray(value) ? value[0] : value),
  z.string().max(2000).optional(),
)

const schema = z.object({ next: single, error: single, notice: single, token: single }).catch({})

export type RawParams = Promise<Record<string, string | string[] | undefined>>

/** The parameters that the pages before sign-in know. */
export async function readParams(raw: RawParams): Promise<z.infer<typeof schema>> {
  return schema.parse(await raw)
}
