import { describe, expect, it } from 'vitest'
import { answerTo } from '@/sandbox/models/text/answer'
import { askedLength, wordsIn } from '@/sandbox/models/text/length'
import { subjectOf } from '@/sandbox/models/text/subject'

const answer = (prompt: string, { system = '', seed = 1 } = {}) =>
  answerTo({ system, prompt, toolResults: [] }, seed)

describe('what a prompt is about', () => {
  it.each([
    ['Explain how database indexes work in 50 words', 'database indexes'],
    ['How do I reset my password?', 'resetting your password'],
    ['Please write a short poem about my cat', 'your cat'],
    ['Could you tell me about the French Revolution?', 'the French Revolution'],
    ['What is photosynthesis?', 'photosynthesis'],
    ['List 5 ways to save money', 'saving money'],
    ['I feel sad today', 'this'],
  ])('%s', (prompt, subject) => expect(subjectOf(prompt)).toBe(subject))
})

describe('how long an answer is asked to be', () => {
  it.each([
    ['in 50 words', { words: 50 }],
    ['Write a 1,200-word essay', { words: 1_200 }],
    ['in three sentences', { sentences: 3 }],
    ['two paragraphs, please', { paragraphs: 2 }],
    ['Give me 7 ideas', { items: 7 }],
    ['Give me a recipe', {}],
  ])('%s', (prompt, length) => {
    const { manner: _, ...asked } = askedLength(prompt)
    expect(asked).toEqual(length)
  })

  it.each([20, 100, 1_000, 5_000])('%i words are met closely', words => {
    for (let seed = 0; seed < 20; seed++) {
      const length = wordsIn(answer(`Explain gravity in ${words} words`, { seed }))
      expect(length).toBeLessThanOrEqual(words)
      expect(length).toBeGreaterThanOrEqual(words * 0.85)
    }
  })
})

describe('answers', () => {
  it('say what they are told to say', () => {
    expect(answer('Say this is a test')).toBe('This is a test.')
    expect(answer('Reply with exactly: pong')).toBe('pong')
    expect(answer('Please repeat "one two"')).toBe('one two')
  })

  it('know plain facts', () => {
    expect(answer('What is the capital of France?')).toContain('Paris')
    expect(answer('what is 12 * 7?')).toContain('84')
    expect(answer('Name three planets')).toBe('1. Mercury\n2. Venus\n3. Earth')
  })

  it('give code that runs', () => {
    const code =
      /```typescript\n([\s\S]*?)```/.exec(answer('Write a function that computes fibonacci numbers'))?.[1] ??
      ''
    const plain = code.replaceAll(': number', '')
    const fibonacci = new Function(`${plain}; return fibonacci`)() as (n: number) => number
    expect(fibonacci(10)).toBe(55)
  })

  it('speak as the system prompt has them', () => {
    const system = 'You are Captain Mira, a pirate who loves maps.'
    expect(answer('Who are you?', { system })).toContain('I am Captain Mira, a pirate who loves maps')
    expect(wordsIn(answer('What do bees do?', { system: 'Answer in 12 words.' }))).toBeLessThanOrEqual(12)
  })

  it('summarize with sentences of the text', () => {
    const text = Array.from(
      { length: 12 },
      (_, i) => `Sentence ${i} tells how engines burn fuel and engines turn.`,
    ).join(' ')
    const summary = answer(`Summarize this in one sentence: ${text}`)
    expect(text).toContain(summary)
  })

  it('survive any prompt', () => {
    for (const prompt of ['', '\n\n', '你好', '?!', 'a'.repeat(100_000), '(((', '$& $1 {s}']) {
      expect(answer(prompt).length).toBeGreaterThan(0)
    }
  })
})
