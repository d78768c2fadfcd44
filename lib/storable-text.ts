/** A text as Postgres can hold it, in `text` and in `jsonb`: neither takes a NUL, and jsonb no half of a surrogate pair. */
export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

/** Whether nothing in a database can be called by this text: a look-up by it would fail rather than find nothing. */
export function isUnstorable(text: string): boolean {
  return text.includes('\0')
}
