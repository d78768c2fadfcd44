const numbers: Record<string, number> = {
  a: 1, an: 1, one: 1, single: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, twenty: 20, fifty: 50, hundred: 100,
} // prettier-ignore
const number = '(\\d[\\d,]*|' + Object.keys(numbers).join('|') + ')'
const several = '(\\d[\\d,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty)'
const per = (unit: string) => new RegExp(`\\b(?:a )?${number}[ -]+(?:short |simple |long )?${unit}\\b`, 'i')
const units = {
  words: per('words?'),
  sentences: per('(?:sentences?|lines?)'),
  paragraphs: per('paragraphs?'),
}
const items = new RegExp(
  `\\b(?:list|name|give(?: me)?|suggest|tell me|top|write|what are|recommend)\\b[^.?!\\n]{0,24}?\\b${several} (?!words?|sentences?|paragraphs?|lines?|tokens?)[a-z]`,
  'i',
)
const bullets = per('(?:bullet points?|bullets?|steps|items|points)')
const mostWords = 50_000

/** How long an answer was asked to be; at most one of words, sentences and paragraphs is given. */
export interface AskedLength {
  words?: number
  sentences?: number
  paragraphs?: number
  items?: number
  manner: 'short' | 'plain' | 'long'
}

const read = (text: string, pattern: RegExp): number | undefined => {
  const found = pattern.exec(text)?.[1]?.toLowerCase()
  if (found === undefined) return undefined
  const value = numbers[found] ?? Number(found.replaceAll(',', ''))
  return value > 0 ? Math.min(value, mostWords) : undefined
}

/** Reads "in 50 words", "three sentences", "5 tips", "briefly" from what was asked. */
export const askedLength = (text: string): AskedLength => {
  const manner = /\b(?:brief|briefly|short|shortly|concise|concisely|terse|tersely|tl;?dr|quick)\b/i.test(
    text,
  )
    ? 'short'
    : /\b(?:detailed|in detail|in depth|long|essay|article|thorough|thoroughly|comprehensive)\b/i.test(text)
      ? 'long'
      : 'plain'
  const count = read(text, bullets) ?? read(text, items)
  const listed = count === undefined ? {} : { items: Math.min(count, 200) }
  for (const unit of ['words', 'sentences', 'paragraphs'] as const) {
    const value = read(text, units[unit])
    if (value !== undefined) return { manner, ...listed, [unit]: value }
  }
  return { manner, ...listed }
}

export const wordsIn = (text: string): number => text.split(/\s+/).filter(word => word !== '').length
