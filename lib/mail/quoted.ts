/** What a reader cannot see: control characters, line separators, marks that turn the direction of text around, tags. */
const unseen =
  /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu
const rightToLeft =
  /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}|\p{Script=Adlam}/u
const MOST_LETTERS = 80

/** The text on one line, without anything that could end a header or hide what follows. */
function oneLine(text: string): string {
  return text.toWellFormed().replace(/\s+/gu, ' ').replace(unseen, '').trim()
}

/**
 * What somebody typed, as it may stand within a sentence of ours: on one line, at most 80 letters, and, where it is written from
 * right to left, set apart so that the rest of the sentence keeps its order.
 */
export function quoted(typed: string): string {
  const letters = [...oneLine(typed)]
  const short =
    letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…` : letters.join('')
  return rightToLeft.test(short) ? `\u2068${short}\u2069` : short
}
