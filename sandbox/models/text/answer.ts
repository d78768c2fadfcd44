import { randomFrom, type Random } from '@/sandbox/models/random'
import { factAnswer, listAnswer } from '@/sandbox/models/text/knowledge'
import { askedLength, wordsIn, type AskedLength } from '@/sandbox/models/text/length'
import { gestures, openings, partings, personaOf, type Persona } from '@/sandbox/models/text/persona'
import { prose } from '@/sandbox/models/text/prose'
import { capital, closingAbout, sentencesAbout } from '@/sandbox/models/text/sentences'
import { codeAnswer } from '@/sandbox/models/text/snippets'
import { haikuAbout, poemAbout, storyAbout } from '@/sandbox/models/text/stories'
import { keywordsOf, subjectOf } from '@/sandbox/models/text/subject'
import { topicOf } from '@/sandbox/models/text/topics'

/** What an answer is written from. */
export interface Conversation {
  /** System and developer messages, joined. */
  system: string
  /** The user's last message. */
  prompt: string
  /** What the tools called since then gave back. */
  toolResults: readonly string[]
}

const greeting =
  /^\s*(?:hello|hi|hey|good (?:morning|evening|day)|greetings|ping)(?: there| again| you)?[\s!.,?]*$/i
const identity = /\b(?:who are you|what(?:'s| is) your name|introduce yourself|what are you)\b/i
const quoted =
  /^\s*(?:please )?(?:say|repeat|reply|respond|answer|output|print|write)\b[^"“:]{0,48}(?:["“]([^"”]+)["”]|:\s*(.+?))\s*\.?\s*$/is
const spoken =
  /^\s*(?:please )?(?:say|repeat(?: after me)?|(?:reply|respond|answer) with(?: only| exactly| just)?(?: the words?)?)\s+(?!(?:something|anything|more|what|why|how|an?|one|in|some)\b)([^.!?\n]{1,80})[.!]?\s*$/i

const echo = (prompt: string): string | undefined => {
  const exact = quoted.exec(prompt)
  const words = exact?.[1] ?? exact?.[2]
  if (words !== undefined && wordsIn(words) <= 40) return words
  const said = spoken.exec(prompt)?.[1]
  return said === undefined ? undefined : `${capital(said.trim())}.`
}

const introduction = ({ name, role }: Persona): string => {
  if (name) return `I am ${name}${role ? `, ${role}` : ''}. Ask me anything.`
  return `I am ${role ?? 'a language model that plays in a sandbox'}. Ask me anything.`
}

const summaryOf = (prompt: string, asked: AskedLength): string | undefined => {
  if (!/\bsummar|\btl;?dr\b/i.test(prompt) || wordsIn(prompt) < 40) return undefined
  const text = prompt.replace(/^[^\n:]{0,120}[\n:]/, '').slice(0, 40_000)
  const sentences =
    text
      .match(/[^.!?\n]+[.!?]?/g)
      ?.map(s => s.trim())
      .filter(s => wordsIn(s) > 3) ?? []
  const keywords = text.toLowerCase().match(/\p{L}{5,}/gu) ?? []
  const counts = new Map<string, number>()
  for (const word of keywords) counts.set(word, (counts.get(word) ?? 0) + 1)
  const weight = (sentence: string) =>
    keywordsOf(sentence).reduce((sum, word) => sum + (counts.get(word) ?? 0), 0) /
    Math.sqrt(wordsIn(sentence))
  const best = sentences
    .map((sentence, at) => ({ sentence, at, weight: weight(sentence) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, asked.sentences ?? 2)
    .sort((a, b) => a.at - b.at)
  return best.length > 0 ? best.map(one => one.sentence).join(' ') : undefined
}

const numbered = (
  prompt: string,
  asked: AskedLength,
  subject: string,
  random: Random,
): string | undefined => {
  const known = /\b(?:list|name|which|what are|give|tell)\b/i.test(prompt) ? listAnswer(prompt) : undefined
  const count = asked.items ?? (known && /\b(?:list|name)\b/i.test(prompt) ? known.length : undefined)
  if (count === undefined || asked.words !== undefined) return undefined
  const sentences = sentencesAbout(subject, topicOf(keywordsOf(prompt)), random)
  const line = (i: number) => known?.[i] ?? sentences.next().value
  return Array.from({ length: count }, (_, i) => `${i + 1}. ${capital(line(i))}`).join('\n')
}

/** How a persona frames what it says: a gesture and an opening before, a parting word after. */
const spokenBy = (persona: Persona, text: string, random: Random): string => {
  if (persona.voice === 'plain' && !persona.name) return text
  const gesture = persona.name ? `${random.pick(gestures[persona.voice])} ` : ''
  return `${gesture}${random.pick(openings[persona.voice])} ${text} ${random.pick(partings[persona.voice])}`
}

const told = (prompt: string, asked: AskedLength, persona: Persona, random: Random): string => {
  const subject = subjectOf(prompt)
  if (asked.words === 1) return capital(keywordsOf(subject).at(-1) ?? 'Yes')
  if (/\bhaiku\b/i.test(prompt)) return haikuAbout(subject, random)
  if (/\b(?:poem|verse|rhyme|sonnet)\b/i.test(prompt)) return poemAbout(subject, asked.sentences ?? 8, random)
  const list = numbered(prompt, asked, subject, random)
  if (list !== undefined) return list
  const teller = /\b(?:story|tale|fairy ?tale|fable)\b/i.test(prompt)
    ? storyAbout(subject, random)
    : {
        sentences: sentencesAbout(subject, topicOf(keywordsOf(prompt)), random),
        close: () => closingAbout(subject, random),
      }
  const text = prose(teller, asked, random)
  const exact = asked.words !== undefined || asked.sentences !== undefined
  return exact ? text : spokenBy(persona, text, random)
}

/** An English answer to a conversation: of the length asked, about what was asked, the same whenever the seed is. */
export const answerTo = ({ system, prompt, toolResults }: Conversation, seed: number): string => {
  const random = randomFrom(seed)
  const persona = personaOf(system)
  if (toolResults.length > 0) {
    return spokenBy(persona, `Here is what I found: ${toolResults.join('; ').slice(0, 2_000)}`, random)
  }
  const own = askedLength(prompt)
  const said = own.words ?? own.sentences ?? own.paragraphs ?? own.items
  const asked = said === undefined && own.manner === 'plain' ? askedLength(system) : own
  if (greeting.test(prompt)) {
    return spokenBy(
      persona,
      persona.name ? introduction(persona) : 'Hello! How can I help you today?',
      random,
    )
  }
  if (identity.test(prompt)) return spokenBy(persona, introduction(persona), random)
  return (
    (said === undefined ? echo(prompt) : undefined) ??
    factAnswer(prompt) ??
    codeAnswer(prompt) ??
    summaryOf(prompt, asked) ??
    told(prompt, asked, persona, random)
  )
}
