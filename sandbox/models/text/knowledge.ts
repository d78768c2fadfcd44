/** The few hard facts that people try a model with. */
const capitals: Record<string, string> = {
  argentina: 'Buenos Aires', australia: 'Canberra', austria: 'Vienna', brazil: 'Brasília', canada: 'Ottawa', china: 'Beijing', denmark: 'Copenhagen', egypt: 'Cairo', england: 'London', finland: 'Helsinki', france: 'Paris', germany: 'Berlin', greece: 'Athens', india: 'New Delhi', ireland: 'Dublin', italy: 'Rome', japan: 'Tokyo', kenya: 'Nairobi', mexico: 'Mexico City', netherlands: 'Amsterdam', norway: 'Oslo', poland: 'Warsaw', portugal: 'Lisbon', spain: 'Madrid', sweden: 'Stockholm', switzerland: 'Bern', turkey: 'Ankara', ukraine: 'Kyiv',
} // prettier-ignore
const lists: [RegExp, string][] = [
  [/\bplanets?\b/i, 'Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune'],
  [/\bcolou?rs?\b/i, 'red blue green yellow orange violet teal crimson amber indigo ivory black'],
  [/\bfruits?\b/i, 'apple banana cherry mango pear grape orange peach plum kiwi papaya lemon'],
  [/\bvegetables?\b/i, 'carrot potato spinach onion leek cabbage beetroot tomato pumpkin radish'],
  [/\banimals?\b/i, 'fox otter owl whale horse badger falcon tortoise lynx heron dolphin hedgehog'],
  [/\bcountries\b/i, 'Japan Brazil Kenya France Canada India Norway Mexico Egypt Portugal Vietnam Chile'],
  [/\bcities\b/i, 'Tokyo Lisbon Nairobi Paris Toronto Mumbai Oslo Lima Cairo Vienna Seoul Dublin'],
  [/\bprogramming languages?\b/i, 'TypeScript Python Rust Go Java Kotlin Ruby Elixir Haskell Swift'],
  [/\b(?:week)?days?\b/i, 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'],
  [/\bmonths?\b/i, 'January February March April May June July August September October November December'],
  [/\bprimes?\b/i, '2 3 5 7 11 13 17 19 23 29 31 37 41 43 47'],
]

const capitalOf = /\bcapital (?:city )?of (?:the )?([a-z]+)/i
const sum =
  /(?:^|\b(?:what is|what's|calculate|compute|how much is)\s+)(-?\d{1,9}(?:\.\d+)?)\s*(plus|minus|times|divided by|[-+*x×/÷])\s*(-?\d{1,9}(?:\.\d+)?)\s*(?:=|\?|\.|$)/i

const counting = /\bcount (?:up )?(?:from (?:1|one) )?to (\d{1,4}|ten|twenty)\b/i

const work = (a: number, sign: string, b: number): number => {
  if (sign === '+' || sign === 'plus') return a + b
  if (sign === '-' || sign === 'minus') return a - b
  if (sign === '/' || sign === '÷' || sign === 'divided by') return a / b
  return a * b
}

/** The answer to a question of plain fact: a capital, one step of arithmetic, counting. */
export const factAnswer = (prompt: string): string | undefined => {
  const [, country] = capitalOf.exec(prompt) ?? []
  const city = country && capitals[country.toLowerCase()]
  if (city) return `The capital of ${country} is ${city}.`
  const last = counting.exec(prompt)?.[1]?.toLowerCase()
  if (last !== undefined) {
    const count = last === 'ten' ? 10 : last === 'twenty' ? 20 : Number(last)
    return Array.from({ length: count }, (_, i) => i + 1).join(', ')
  }
  const [, left, sign, right] = sum.exec(prompt.trim()) ?? []
  if (left === undefined || sign === undefined || right === undefined) return undefined
  const value = work(Number(left), sign.toLowerCase(), Number(right))
  if (!Number.isFinite(value)) return 'Division by zero has no answer.'
  return `${left} ${sign} ${right} = ${Number(value.toPrecision(12))}`
}

/** Members of a known list ("name three planets"), if the prompt asks for one. */
export const listAnswer = (prompt: string): string[] | undefined =>
  lists.find(([pattern]) => pattern.test(prompt))?.[1].split(' ')
