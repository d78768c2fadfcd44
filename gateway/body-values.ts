const quote = '"'.charCodeAt(0)
const backslash = '\\'.charCodeAt(0)
const comma = ','.charCodeAt(0)
const bracket = '['.charCodeAt(0)
const brace = '{'.charCodeAt(0)

/**
 * Whether a JSON text holds more names and list items than so many, told before it is parsed: one for each comma and each
 * opening bracket or brace outside of strings. Ten megabytes of the smallest values are millions; parsing and checking them
 * takes seconds in which nobody else is served, and this some milliseconds. Of what is no JSON it says anything.
 */
export function holdsMoreValuesThan(most: number, json: string): boolean {
  let values = 0
  let inString = false
  for (let i = 0; i < json.length; i += 1) {
    const code = json.charCodeAt(i)
    if (inString) {
      if (code === backslash) i += 1
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (code === comma || code === bracket || code === brace) {
      values += 1
      if (values > most) return true
    }
  }
  return false
}
