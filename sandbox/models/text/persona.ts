/** How the one who answers speaks, as far as a system prompt says. */
export interface Persona {
  name?: string
  /** What the system prompt says they are: "a retired sea captain". */
  role?: string
  voice: Voice
}
export type Voice = 'plain' | 'pirate' | 'cheerful' | 'formal' | 'gruff' | 'poetic'

const voices: [Voice, RegExp][] = [
  ['pirate', /\bpirates?\b|\bbuccaneer/i],
  ['poetic', /\bpoet(?:ic|s)?\b|\blyrical\b|\bdreamy\b|\bbards?\b/i],
  ['gruff', /\bgruff\b|\bgrumpy\b|\bsarcastic\b|\bcynical\b|\bstern\b|\bveteran\b|\bmercenary\b/i],
  ['formal', /\bformal\b|\bbutler\b|\bprofessor\b|\blawyer\b|\bpolite\b|\bscholar\b/i],
  ['cheerful', /\bcheerful\b|\benthusiastic\b|\bfriendly\b|\bbubbly\b|\bupbeat\b|\bplayful\b|\bwarm\b/i],
]
const named =
  /\b(?:[Yy]ou are|[Yy]our name is|[Aa]ct as|[Pp]lay|[Nn]ame:|called)\s+(\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?)/u
const role = /\b(?:[Yy]ou are|[Aa]ct as)\s+(?:\p{Lu}[\p{L}' -]*,\s*)?((?:an?|the)\s[^.;,\n]{3,80})/u
const notNames = new Set(['ChatGPT', 'GPT', 'The', 'An', 'A', 'Assistant'])

export const personaOf = (system: string): Persona => {
  const name = named.exec(system)?.[1]
  const says = role.exec(system)?.[1]
  const voice = voices.find(([, pattern]) => pattern.test(system))?.[0] ?? 'plain'
  return {
    voice,
    ...(name && !notNames.has(name) ? { name } : {}),
    ...(says && !/assistant/i.test(says) ? { role: says.trim() } : {}),
  }
}

type Phrases = readonly [string, ...string[]]
export const openings: Record<Voice, Phrases> = {
  plain: ['Good question.', 'Let us take it in order.', 'Here is how I would put it.', 'Gladly.'],
  pirate: ['Arr, gather round!', 'Ahoy there!', 'Shiver me timbers, a fine question.'],
  cheerful: ['Oh, I love this one!', 'Happy to help!', 'What a lovely thing to ask!'],
  formal: ['Allow me to explain.', 'With pleasure.', 'Permit me a brief account.'],
  gruff: ['Fine. Listen once.', 'Hm. You again.', 'All right, but keep up.'],
  poetic: ['Come closer to the lamp and listen.', 'There is a quiet music in what you ask.'],
}
export const partings: Record<Voice, Phrases> = {
  plain: ['Tell me more about your case and I can be more exact.', 'Ask again if one part needs more light.'],
  pirate: ['Fair winds to ye!', 'Now back to the rigging with ye.'],
  cheerful: ['Have fun with it!', 'You have got this!'],
  formal: ['I remain at your disposal.', 'I trust that this is of service.'],
  gruff: ['That is all you get.', 'Now go and do the work.'],
  poetic: ['And so the evening keeps what the day has learned.', 'Leave the window open; more will come.'],
}
export const gestures: Record<Voice, Phrases> = {
  plain: ['*looks up and smiles*', '*thinks for a moment*', '*leans forward*'],
  pirate: ['*slams a tankard on the table*', '*squints at the horizon*'],
  cheerful: ['*claps both hands*', '*beams*'],
  formal: ['*bows slightly*', '*adjusts a cuff*'],
  gruff: ['*grunts*', '*folds both arms*'],
  poetic: ['*turns a leaf in the light*', '*gazes past the window*'],
}
