import type { Random } from '@/sandbox/models/random'
import { wordsIn, type AskedLength } from '@/sandbox/models/text/length'

/** A teller: sentences without end, and a last one for whenever it has to stop. */
export interface Teller {
  sentences: Iterator<string, unknown>
  close: () => string
}

const weakEnd =
  /^(?:a|an|the|of|to|and|or|but|in|on|at|by|with|for|from|is|are|was|be|it|its|that|which|as|than|there|while|because)$/i

const cutTo = (sentence: string, words: number): string => {
  const kept = sentence.split(' ').slice(0, words)
  while (kept.length > 1 && weakEnd.test(kept.at(-1) ?? '')) kept.pop()
  return `${kept.join(' ').replace(/[,;:.!?"]+$/, '')}.`
}

const take = (teller: Teller): string => {
  const { value } = teller.sentences.next()
  return typeof value === 'string' ? value : teller.close()
}

/** Whole sentences as far as they fit; where much would be missing, the last one is cut at the word. */
const byWords = (teller: Teller, words: number): string[] => {
  const chosen: string[] = []
  let left = words
  for (let misses = 0; misses < 10 && left > Math.max(2, Math.min(10, words * 0.04));) {
    const sentence = take(teller)
    const size = wordsIn(sentence)
    if (size <= left) {
      chosen.push(sentence)
      left -= size
    } else misses++
  }
  if (left > Math.max(3, words * 0.1)) chosen.push(cutTo(take(teller), left))
  return chosen
}

const bySentences = (teller: Teller, count: number): string[] => {
  const chosen = Array.from({ length: Math.max(1, count - 1) }, () => take(teller))
  return count > 1 ? [...chosen, teller.close()] : chosen
}

const inParagraphs = (sentences: string[], count: number): string => {
  const size = Math.ceil(sentences.length / count)
  const paragraphs = Array.from({ length: Math.ceil(sentences.length / size) }, (_, i) =>
    sentences.slice(i * size, (i + 1) * size).join(' '),
  )
  return paragraphs.join('\n\n')
}

const usual: Record<AskedLength['manner'], [number, number]> = {
  short: [2, 3],
  plain: [5, 8],
  long: [18, 26],
}

/** Lets a teller speak for as long as was asked, in paragraphs where it gets long. */
export const prose = (teller: Teller, asked: AskedLength, random: Random): string => {
  if (asked.words !== undefined) {
    const sentences = byWords(teller, asked.words)
    return inParagraphs(sentences, Math.max(1, Math.round(sentences.length / 6)))
  }
  if (asked.paragraphs !== undefined) {
    const count = Math.min(asked.paragraphs, 2_000)
    return inParagraphs(bySentences(teller, count * 4), count)
  }
  const [from, to] = usual[asked.manner]
  const sentences = bySentences(teller, asked.sentences ?? random.between(from, to))
  return inParagraphs(sentences, sentences.length > 8 ? Math.round(sentences.length / 5) : 1)
}
