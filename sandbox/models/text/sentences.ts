import type { Random } from '@/sandbox/models/random'
import type { Topic } from '@/sandbox/models/text/topics'

type Phrases = readonly [string, ...string[]]
const aspects: Phrases = [
  'the first assumption',
  'the order of the steps',
  'the cost of a mistake',
  'the case that nobody planned for',
  'the part that is easy to measure',
  'the part that is hard to measure',
  'the trade between speed and care',
  'the hand-over from one person to the next',
  'the difference between the rule and its exception',
  'the way it behaves on an ordinary day',
  'the way it behaves under pressure',
  'the history behind it',
  'the vocabulary that people use for it',
  'the smallest version that still works',
  'the reason it was started at all',
  'the limit where it stops working',
  'the habit that has formed around it',
  'the evidence for each claim',
  'the moment at which it can still be undone',
  'the question of who decides',
  'the feedback that arrives too late',
  'the detail that everyone skips',
  'the balance between simple and complete',
  'the effort it takes to keep going',
]
const people: Phrases = [
  'beginners',
  'careful teams',
  'experienced people',
  'most newcomers',
  'good teachers',
  'patient observers',
  'those who do it every day',
  'small groups',
  'sceptics',
  'specialists',
]
const deeds: Phrases = [
  'start with',
  'look closely at',
  'write down',
  'argue about',
  'underestimate',
  'return to',
  'simplify',
  'ask for',
  'test',
  'talk about',
]
const whens: Phrases = [
  'before anything else',
  'sooner or later',
  'more often than they expect',
  'and are glad of it later',
  'long before there is a need',
  'only after the first surprise',
  'whenever a doubt remains',
  'at the end of every week',
]
const links: Phrases = [
  'In the same way, ',
  'For that reason, ',
  'Over time, ',
  'By contrast, ',
  'At the same time, ',
  'Even so, ',
  'In everyday use, ',
  'As a rule, ',
]

/** {s} the subject, {a} and {b} two aspects, {w} people, {d} what they do, {t} when. */
const bodies: Phrases = [
  'When it comes to {s}, {w} {d} {a} {t}.',
  'A useful way to think about {s} is to keep {a} apart from {b}.',
  'With {s}, {a} matters more than {b}.',
  'What makes {s} worth the attention is {a}.',
  'Ask {w} about {s} and the talk soon turns to {a}.',
  'There is no single right answer for {s}, because {a} decides a great deal.',
  'Much of {s} comes down to {a}.',
  'One honest test for {s} is to explain {a} to somebody new and see where they frown.',
  'A small example helps: take {s} on a quiet day, change {a}, and watch what follows.',
  'Seen from a distance, everything about {s} looks simple; up close, {a} asks for care.',
  'As long as {a} stays unclear, little else about {s} can be settled.',
  '{w} {d} {a} {t}, and with {s} that pays off.',
  'It helps to describe {s} twice, once through {a} and once through {b}.',
  'Whoever has worked with {s} for a while will mention {a} first and {b} second.',
  'The usual advice about {s} leaves out {a}, although {w} {d} it {t}.',
  'If only one thing about {s} is remembered, let it be {a}.',
  'Between {a} and {b} lies most of what is difficult about {s}.',
  'Nothing about {s} needs to be perfect at once, but {a} cannot wait.',
]
const closings: Phrases = [
  'That is the heart of {s}; the rest is practice.',
  'Start small with {s}, keep notes, and adjust as you learn.',
  'Seen that way, {s} becomes a matter of steps rather than luck.',
  'Everything further about {s} follows from there.',
]

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Fills templates; each slot deals from a deck of its own, so that nothing comes twice in a row. */
const filler = (subject: string, random: Random) => {
  const aspect = random.deck(aspects)
  const slots: Record<string, () => string> = {
    s: () => subject,
    a: aspect,
    b: aspect,
    w: random.deck(people),
    d: random.deck(deeds),
    t: random.deck(whens),
  }
  return (template: string) =>
    capital(template.replace(/\{(\w)\}/g, (_, slot: string) => slots[slot]?.() ?? ''))
}

/** The facts of a topic, those that share a word with the subject last (they are taken from the end). */
const factsFor = (subject: string, topic: Topic | undefined, random: Random): string[] => {
  const words = subject.toLowerCase().match(/[a-z]{3,}/g) ?? []
  const near = (fact: string) =>
    Number(words.some(word => fact.toLowerCase().includes(word.replace(/s$/, ''))))
  return random.shuffle(topic?.facts ?? []).sort((a, b) => near(a) - near(b))
}

/** Sentences about a subject without end: known facts of its topic first, each once, among general ones. */
export function* sentencesAbout(
  subject: string,
  topic: Topic | undefined,
  random: Random,
): Generator<string, never> {
  const fill = filler(subject, random)
  const body = random.deck(bodies)
  const facts = factsFor(subject, topic, random)
  for (let turn = 0; ; turn++) {
    const fact = turn % 3 === 0 ? undefined : facts.pop()
    const sentence = fact ?? fill(body())
    const linked = !fact && turn > 1 && random.next() < 0.2
    yield linked ? random.pick(links) + sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence
  }
}

export const closingAbout = (subject: string, random: Random): string =>
  filler(subject, random)(random.pick(closings))
