/** A key's name where a sentence has to stay readable: names may have 200 characters. */
export function shortName(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 59)}…`
}
