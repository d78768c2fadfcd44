/** A field that a prompt can be about: the words that betray it, and true sentences about it. */
export interface Topic {
  words: ReadonlySet<string>
  facts: readonly string[]
}
const topic = (words: string, facts: readonly string[]): Topic => ({
  words: new Set(words.split(' ')),
  facts,
})

export const topics: readonly Topic[] = [
  topic(
    'database databases index indexes sql query queries table tables postgres transaction schema data row rows join cache storage',
    [
      'An index trades a little space and slower writes for much faster look-ups.',
      'A transaction either happens as a whole or leaves no trace.',
      'A query planner chooses between a scan and an index by estimating how many rows will match.',
      'Two writers who lock the same rows in a different order will sooner or later wait for each other.',
      'A cache is a promise to forget in time.',
      'A join is cheap when both sides arrive in the same order.',
      'Backups count only once somebody has restored one.',
      'Normal forms keep each fact in one place, so that it can change in one place.',
    ],
  ),
  topic(
    'code coding program programming software function bug bugs test tests testing javascript typescript python rust api server developer developers git algorithm compiler debugging deploy framework app web',
    [
      'A test that has never failed has proved very little.',
      'Most of the time spent on software goes into reading it.',
      'Small commits make it easy to find the change that broke something.',
      'A good name for a function says what the caller gets, not how it is done.',
      'An interface is easier to widen later than to narrow.',
      'Timeouts belong on every call that leaves the process.',
      'A retry is only safe when the work behind it can be done twice without harm.',
      'Logs are written for the person who is awake at three in the morning.',
    ],
  ),
  topic(
    'money budget budgets billing invoice invoices price prices pricing cost costs finance bank saving savings invest investing payment payments tax economy market markets business company startup',
    [
      'Compound interest rewards those who start early more than those who start big.',
      'Money should be counted in whole units, because fractions of a cent drift when they are rounded often.',
      'A budget works best when it is checked weekly and changed rarely.',
      'Cash flow closes more companies than a lack of profit does.',
      'Prices carry information: they tell producers what is wanted and buyers what is scarce.',
      'An invoice that explains itself is paid sooner.',
      'Diversification lowers risk without asking anybody to predict the future.',
      'The cost of a thing includes what it takes to keep it running.',
    ],
  ),
  topic(
    'space star stars planet planets moon sun galaxy universe rocket orbit astronomy mars earth gravity telescope astronaut physics light black hole holes',
    [
      'Light from the Sun takes a little over eight minutes to reach the Earth.',
      'The Moon moves away from us by almost four centimetres a year.',
      'An object in orbit is falling all the time and keeps missing the ground.',
      'Most of the atoms in our bodies were made inside stars.',
      'A telescope looks back in time, because light needs time to travel.',
      'On Mars a day lasts some forty minutes longer than on Earth.',
      'Nothing that has mass can be pushed all the way to the speed of light.',
      'Galaxies are mostly empty, and the space between them is emptier still.',
    ],
  ),
  topic(
    'nature animal animals cat cats dog dogs bird birds ocean oceans sea fish forest forests tree trees plant plants garden climate weather rain river rivers mountain mountains biology whale whales bees',
    [
      'Bees tell each other where the flowers are by dancing.',
      'A tree moves water from its roots to its leaves without a pump.',
      'The ocean stores far more heat than the air above it.',
      'Cats spend more than half of their lives asleep.',
      'Birds find their way by the Sun, the stars and the magnetic field of the Earth.',
      'Forests make a part of their own rain.',
      'Rivers carve their valleys mostly in the few days of flood.',
      'Whales sing songs that change from year to year and spread across whole oceans.',
    ],
  ),
  topic(
    'food cook cooking recipe recipes bread cake coffee tea meal dinner lunch breakfast soup pasta rice cheese kitchen bake baking vegetable vegetables fruit restaurant',
    [
      'Salt early in the cooking seasons a dish; salt at the end only sits on top of it.',
      'Bread needs time more than it needs kneading.',
      'Browning makes flavour, and browning needs a dry surface and a hot pan.',
      'Coffee tastes sour when too little was drawn from it and bitter when too much was.',
      'A sharp knife is safer than a dull one.',
      'Acid brightens a dish much as salt does.',
      'Rice steams best when nobody lifts the lid.',
      'Soup is better on the second day because its flavours have had time to meet.',
    ],
  ),
  topic(
    'history ancient rome roman empire war wars king kings queen revolution medieval century castle egypt greek civilization museum archaeology',
    [
      'Writing began with accounts: who had delivered how much grain.',
      'The Roman roads were built for armies and ended up serving traders.',
      'Printing made books cheap and opinions plentiful.',
      'Many castles were finished long after the danger they were planned for.',
      'Archaeologists learn more from rubbish heaps than from palaces.',
      'Revolutions are remembered by their dates and decided by their years.',
      'The oldest known sewing needles are tens of thousands of years old.',
      'Maps show what their makers wanted to reach.',
    ],
  ),
  topic(
    'travel trip trips journey city cities hotel flight train beach holiday vacation tokyo paris london japan france italy spain europe island tourist hiking walk walking',
    [
      'A city is best met on foot and early in the morning.',
      'Trains are slower than planes on the map and often faster from door to door.',
      'The best meals of a journey are seldom near its sights.',
      'Ten words of the local language open most doors.',
      'A light bag decides more about a journey than a full wallet.',
      'An empty afternoon is part of a good plan.',
      'Mountains make their own weather, so the hut keeper knows more than the forecast.',
      'Islands keep their own time.',
    ],
  ),
  topic(
    'health sleep exercise fitness running run muscle diet doctor stress habit habits meditation yoga body brain mind learn learning study studying school student students teach teaching language memory',
    [
      'Sleep is when the brain files what the day has brought.',
      'A habit starts with a cue, so the surest way to change it is to change the cue.',
      'Muscles grow in rest, not in effort.',
      'Recalling a fact from memory strengthens it more than reading it again.',
      'Short walks after a meal steady the sugar in the blood.',
      'Practice spread over many days beats the same hours in one.',
      'Teaching something is the quickest way to find out what one has not understood.',
      'Stress narrows attention, which helps for a minute and harms for a month.',
    ],
  ),
  topic(
    'music song songs guitar piano art paint painting artist film films movie movies book books novel poem poetry design designer color colour colours dance theatre photography photo game games',
    [
      'A melody is remembered by its rhythm before its notes.',
      'Painters learned to see shadows as colour, not as the lack of it.',
      'Good design is noticed most when it is taken away.',
      'A film is written three times: on the page, on the set and at the cutting table.',
      'Silence is the frame that music is hung in.',
      'The first sentence of a novel is a contract with the reader.',
      'Constraints help artists more than freedom does.',
      'A photograph is mostly a decision about what to leave out.',
    ],
  ),
]

/** The topic that shares most words with the prompt, if any does. */
export const topicOf = (keywords: readonly string[]): Topic | undefined => {
  let best: Topic | undefined
  let most = 0
  for (const topic of topics) {
    const shared = keywords.filter(word => topic.words.has(word)).length
    if (shared > most) [best, most] = [topic, shared]
  }
  return best
}
