import { z } from 'zod'

export type RawParams = Record<string, string | string[] | undefined>

/** A parameter that is given once; of several the first counts. */
export const single = z.preprocess(value => (Array.isArray(value) ? value[0] : value), z.string().optional())

/** What is searched for: any text, bounded. */
export const searchText = single.transform(text => (text ?? '').trim().slice(0, 200))

/** The row after which a page of a list begins, latest first: `2026-11-22T12:00:00.000Z~evt_1`. */
export interface Cursor {
  readonly at: Date
  readonly id: string
}

export const cursor = single.transform((text): Cursor | null => {
  const [time = '', id = ''] = (text ?? '').split('~')
  const at = new Date(time)
  return Number.isNaN(at.getTime()) || !/^\w{1,255}$/.test(id) ? null : { at, id }
})

export function cursorText({ at, id }: Cursor): string {
  return `${at.toISOString()}~${id}`
}

/** An address with what is not empty of the parameters. */
export function hrefOf(path: string, params: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== ''))
  return query.size === 0 ? path : `${path}?${query.toString()}`
}
