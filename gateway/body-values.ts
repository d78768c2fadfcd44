const quote = '"'.charCodeAt(0)
const backslash = '\\'.charCodeAt(0)
const comma = ','.charCodeAt(0)
const bracket = '['.charCodeAt(0)
const brace = '{'.charCodeAt(0)

/**
 * Counts the names and list items of a JSON text while its bytes arrive: one for each comma and each opening bracket or brace
 * outside of strings. Ten megabytes of the smallest values are millions; parsing and checking them takes seconds in which
 * nobody else is served, while this is done piece by piece, before the last one is here. Of what is no JSON it says anything.
 */
export class ValueCounter {
  #inString = false
  #escaped = false
  #count = 0

  /** How many the pieces so far hold. In UTF-8, the bytes that count stand for nothing else. */
  add(piece: Uint8Array): number {
    let [inString, escaped, count] = [this.#inString, this.#escaped, this.#count]
    for (let i = 0; i < piece.length; i += 1) {
      const byte = piece[i]
      if (inString) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inString = false
      } else if (byte === quote) inString = true
      else if (byte === comma || byte === bracket || byte === brace) count += 1
    }
    this.#inString = inString
    this.#escaped = escaped
    this.#count = count
    return count
  }
}
