import { keywordsOf } from '@/sandbox/models/text/subject'

interface Snippet {
  asks: RegExp
  says: string
  python: string
  typescript: string
}
const snippets: Snippet[] = [
  {
    asks: /fibonacci/i,
    says: 'It walks up from the bottom and keeps only the last two numbers, so it needs constant memory.',
    python:
      'def fibonacci(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a',
    typescript:
      'function fibonacci(n: number): number {\n  let [a, b] = [0, 1]\n  for (let i = 0; i < n; i++) [a, b] = [b, a + b]\n  return a\n}',
  },
  {
    asks: /factorial/i,
    says: 'The empty product is 1, so zero needs no special case.',
    python:
      'def factorial(n):\n    result = 1\n    for i in range(2, n + 1):\n        result *= i\n    return result',
    typescript:
      'function factorial(n: number): number {\n  let result = 1\n  for (let i = 2; i <= n; i++) result *= i\n  return result\n}',
  },
  {
    asks: /revers/i,
    says: 'It works on code points, so that emoji survive.',
    python: 'def reverse(text):\n    return text[::-1]',
    typescript: "function reverse(text: string): string {\n  return [...text].reverse().join('')\n}",
  },
  {
    asks: /prime/i,
    says: 'A divisor above the square root would come with one below it, so the loop stops there.',
    python:
      'def is_prime(n):\n    if n < 2:\n        return False\n    return all(n % d for d in range(2, int(n**0.5) + 1))',
    typescript:
      'function isPrime(n: number): boolean {\n  if (n < 2) return false\n  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false\n  return true\n}',
  },
]

const asksForCode =
  /\b(?:write|create|implement|make|give|show|code)\b[^.?!\n]{0,60}\b(?:function|script|program|code|class|method|snippet)\b/i

const general = (name: string): Snippet => {
  const Name = name.replace(/(?:^|_)(\w)/g, (_, c: string) => c.toUpperCase())
  return {
    asks: /./,
    says: 'It keeps the first item under each key and leaves its input as it was.',
    python: `def ${name}(items, key):\n    seen = {}\n    for item in items:\n        seen.setdefault(key(item), item)\n    return list(seen.values())`,
    typescript: `function by${Name}<T>(items: readonly T[], key: (item: T) => string): T[] {\n  const seen = new Map<string, T>()\n  for (const item of items) if (!seen.has(key(item))) seen.set(key(item), item)\n  return [...seen.values()]\n}`,
  }
}

const codeWords = new Set(
  'write create implement code function script program class method snippet python typescript javascript returns return takes'.split(
    ' ',
  ),
)

/** Working code with one sentence about it, when the prompt asks for code. */
export const codeAnswer = (prompt: string): string | undefined => {
  if (!asksForCode.test(prompt)) return undefined
  const name = keywordsOf(prompt)
    .filter(word => /^[a-z]+$/.test(word) && !codeWords.has(word))
    .slice(0, 2)
    .join('_')
  const snippet = snippets.find(one => one.asks.test(prompt)) ?? general(name || 'unique')
  const language = /\bpython\b/i.test(prompt) ? 'python' : 'typescript'
  return `Here is one way to do it:\n\n\`\`\`${language}\n${snippet[language]}\n\`\`\`\n\n${snippet.says}`
}
