import type { Random } from '@/sandbox/models/random'
import { capital } from '@/sandbox/models/text/sentences'

type Phrases = readonly [string, ...string[]]
const names: Phrases = ['Mira', 'Tomas', 'Ines', 'Oskar', 'Yuki', 'Amara', 'Lev', 'Noor']
const places: Phrases = [
  'at the edge of the harbour',
  'in a town between two rivers',
  'above the old clock shop',
  'on the last stop of the night train',
  'in a house full of stairs',
]
const openings: Phrases = [
  '{n} lived {p} and thought about {s} more than was good for anyone.',
  'On the morning it began, {n} was {p}, and the whole street was talking about {s}.',
  'Nobody {p} had ever asked {n} about {s}, until that winter.',
]
const middles: Phrases = [
  '{n} had promised to be home before dark, but {s} had other plans.',
  'The letter that came that evening held a single line, and it was about {s}.',
  '"You cannot do this alone," said the neighbour, and put the kettle on.',
  'Rain fell for three days, and on the fourth {n} went out to look.',
  'There was a door that had not been there before, and it stood open.',
  '{n} counted to ten, took the lamp, and went down the stairs.',
  'An old woman at the market knew something about {s}, and sold it for a button.',
  'What {n} found was smaller than expected, and it was warm to the touch.',
  'For a while nothing happened, which was worse.',
  'Someone had been there first and had left the window open.',
  '"Tell me what you want," said a voice, "and tell me in one breath."',
  'The road back was longer than the road there, as roads often are.',
  '{n} laughed, because the answer had been in the pocket all along.',
  'By midnight the whole house smelled of snow.',
  'Two streets away a clock struck thirteen, and nobody but {n} seemed to mind.',
  'It took until spring before {n} could speak about {s} again.',
]
const endings: Phrases = [
  'In the end {n} kept {s}, and gave away everything else.',
  'And when people asked about {s} afterwards, {n} only smiled and poured the tea.',
  'The next morning the street was quiet, and {n} slept until noon.',
]
const couplets: Phrases = [
  'I asked the quiet morning light\nto show me {s} in black and white,',
  'The river keeps no written score\nof all that passed along its shore,',
  'A lantern swings above the lane\nand counts the slow steps of the rain,',
  'We built a word, we built a day,\nand let the rest be swept away,',
  'The window holds a slice of sea,\nand {s} looks back at me,',
  'Some answers come on quiet feet\nand sit beside you in the street,',
  'The clock forgets, the heart does not,\nthe kettle sings, the tea is hot,',
  'So let the evening close the book\nand give to {s} one more look,',
]

const told = (template: string, name: string, place: string, subject: string) =>
  capital(template.replaceAll('{n}', name).replaceAll('{p}', place).replaceAll('{s}', subject))

/** A story told sentence by sentence; `close` gives its last sentence whenever the teller has to end. */
export const storyAbout = (subject: string, random: Random) => {
  const name = random.pick(names)
  const place = random.pick(places)
  const tell = (template: string) => told(template, name, place, subject)
  const sentences = function* (): Generator<string> {
    yield tell(random.pick(openings))
    for (;;) for (const middle of random.shuffle(middles)) yield tell(middle)
  }
  return { sentences: sentences(), close: () => tell(random.pick(endings)) }
}

const haikus: Phrases = [
  'Quiet morning light,\n{s} waiting at the door,\nsteam above the tea.',
  'One leaf leaves the branch.\nAll of {s}, for a breath,\nfalls without a sound.',
]

export const haikuAbout = (subject: string, random: Random): string =>
  told(random.pick(haikus), '', '', subject)

/** A poem of so many lines (an even number), rhymed in pairs, in stanzas of four. */
export const poemAbout = (subject: string, lines: number, random: Random): string => {
  const chosen: string[] = random
    .shuffle(couplets)
    .sort((a, b) => Number(b.includes('{s}')) - Number(a.includes('{s}')))
  while (chosen.length * 2 < lines) chosen.push(...random.shuffle(couplets))
  const used = chosen.slice(0, Math.max(1, Math.ceil(lines / 2)))
  return used
    .map(
      (couplet, i) =>
        told(couplet, '', '', subject) + (i === used.length - 1 ? '' : i % 2 === 1 ? '\n\n' : '\n'),
    )
    .join('')
    .replace(/,$/, '.')
}
