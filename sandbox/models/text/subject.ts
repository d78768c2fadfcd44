const courtesy =
  /^(?:please|kindly|hey|hi|hello|so|ok|okay|now|(?:can|could|would|will) you|i (?:want|need|would like|'d like)(?: you)? to|help me(?: to)?|let's|tell me|show me|give me|explain to me)\b[,\s]*/i
const about = /\b(?:about|regarding|concerning|on the (?:subject|topic) of)\s+(.+)/i
const howTo =
  /\bhow (?:to|do (?:i|you|we|people)|can (?:i|you|we)|should (?:i|you|we)|would (?:i|you|we))\s+(.+)/i
const question =
  /^(?:what|who|where|when|why|which|how)(?:'s| is| are| was| were| do| does| did| can| could| should| would| will| has| have)?\s+(.+)/i
const command =
  /^(?:explain|describe|define|summari[sz]e|compare|discuss|outline|introduce|list|name|write|make|create|generate|suggest|plan|design|build|draft|compose|say|repeat|review|recommend|translate|answer)\s+(?:me\s+)?(.+)/i

const lengthWords =
  /[,\s]*\b(?:in|with|using|of|about|around|within|under|at most|no more than|exactly)?\s*(?:exactly |about |around |under |at most |roughly )?(?:\d[\d,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|a few|a single)[ -](?:words?|sentences?|paragraphs?|lines?|bullet points?|bullets?|steps|tokens)\b.*$/i
const manner =
  /[,\s]*\b(?:briefly|shortly|in short|in brief|in detail|in depth|step by step|for (?:a |an )?(?:beginners?|kids?|child|five[- ]year[- ]old)|please|thanks|thank you|in json|as json|using json)\b/gi
const form =
  /^(?:(?:a|an|the|some|\d+|two|three|four|five|six|seven|eight|nine|ten)\s+)?(?:(?:short|long|brief|detailed|simple|quick|good|fun|new|small)\s+)*(?:story|poem|haiku|essay|article|summary|paragraph|text|list|overview|explanation|sentence|blog post|function|script|program|joke|facts|tips|ways|reasons|ideas|steps|examples)\s+(?:of|on|about|for|to|that|which|in)\s+/i

const statement = /^(?:i|we|you|he|she|it|they|this|that|there|my|our|if|because|when|yes|no)\b/i

const turned: Record<string, string> = {
  my: 'your', i: 'you', me: 'you', our: 'your', we: 'you', us: 'you', mine: 'yours', your: 'my', yourself: 'myself',
} // prettier-ignore

const vowel = /[aeiou]/
/** The -ing form, by the rules that cover everyday verbs. */
const gerund = (verb: string): string => {
  if (/ing$/.test(verb) && verb.length > 5) return verb
  if (verb.endsWith('ie')) return `${verb.slice(0, -2)}ying`
  if (/[^eoy]e$/.test(verb) && verb !== 'be') return `${verb.slice(0, -1)}ing`
  const [a = '', b = '', c = ''] = verb.slice(-3)
  const doubles = verb.length <= 4 && !vowel.test(a) && vowel.test(b) && !/[aeiouwxy]/.test(c)
  return doubles || /[^aeiou]et$/.test(verb) ? `${verb}${verb.slice(-1)}ing` : `${verb}ing`
}

const clauseOf = (prompt: string): string => {
  const lines = prompt.split('\n').map(line => line.trim())
  const text = lines.find(line => line !== '') ?? ''
  const head = /^[^.?!;:]*[^.?!;:\s]/.exec(text)?.[0] ?? text
  return head.trim()
}

const tidy = (phrase: string): string => {
  const plain = phrase
    .replace(lengthWords, '')
    .replace(manner, '')
    .replace(form, found => (/\bto\s+$/i.test(found) ? '\0' : ''))
    .replace(/^\0(\w+)/, (_, verb: string) => gerund(verb.toLowerCase()))
    .replace(/["“”`*<>{}[\]()]/g, '')
    .replace(/\s+(?:works?|mean|means|happens?|exists?|so (?:popular|important|good|useful))$/i, '')
    .replace(/[\s,]+$/, '')
    .trim()
  const words = plain.split(/\s+/).slice(0, 9)
  const last = words.findLastIndex(word => !smallWords.has(word.toLowerCase()))
  return words
    .slice(0, last + 1)
    .map(word => turned[word.toLowerCase()] ?? word)
    .join(' ')
}

const smallWords = new Set(
  'a an the and or but of to in on at by for with from as is are was were be been it its this that these those i you he she we they my your our their me him her us them do does did so not no if then than when what who how why which where can could should would will please about into over under up out just also some any all more most very me make write give tell say explain list name show answer words word sentence sentences using use want need like get have has'.split(
    ' ',
  ),
)

/** The words of a text that carry meaning, lower-cased, in order, each once. */
export const keywordsOf = (text: string): string[] => {
  const words = text.toLowerCase().match(/[\p{L}][\p{L}\p{N}'-]{2,}/gu) ?? []
  return [...new Set(words.filter(word => !smallWords.has(word)))]
}

/**
 * What a prompt is about, as a noun phrase that can stand in the middle of an English sentence ("database indexes",
 * "resetting your password"). Falls back on its keywords, and then on "this".
 */
export const subjectOf = (prompt: string): string => {
  let clause = clauseOf(prompt)
  for (let before = ''; before !== clause;) {
    before = clause
    clause = clause.replace(courtesy, '')
  }
  const doing = howTo.exec(clause)?.[1]
  if (doing) {
    const [verb = '', ...rest] = tidy(doing).split(' ')
    if (verb) return [gerund(verb.toLowerCase()), ...rest].join(' ')
  }
  const ordered = command.exec(clause)?.[1]
  const phrase = about.exec(clause)?.[1] ?? question.exec(ordered ?? clause)?.[1] ?? ordered
  if (phrase === undefined && statement.test(clause)) return 'this'
  const subject = tidy(phrase ?? clause)
  if (keywordsOf(subject).length > 0) return subject
  return keywordsOf(prompt).slice(0, 2).join(' and ') || 'this'
}
