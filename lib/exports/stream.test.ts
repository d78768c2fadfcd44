import { expect, it } from 'vitest'
import { figure } from './csv'
import { openCsv, type Page } from './stream'
import { parseCsv, readAll } from './testing'

async function* pagesOf(...pages: Page[]): AsyncGenerator<Page> {
  yield* pages
}

it('is the header alone where there are no rows, and passes over empty pages', async () => {
  expect(await readAll(await openCsv(['a', 'b'], pagesOf()))).toBe('a,b\r\n')
  const rows = await readAll(await openCsv(['a', 'b'], pagesOf([], [['1', 'ü']], [], [['2', null]])))
  expect(rows).toBe('a,b\r\n1,ü\r\n2,\r\n')
})

it('reads a page only when the client has taken the one before, and lets go when the client does', async () => {
  let read = 0
  let released = false
  async function* endless(): AsyncGenerator<Page> {
    try {
      for (;;) yield [[figure((read += 1)), 'x']]
    } finally {
      released = true
    }
  }
  const reader = (await openCsv(['n', 'x'], endless())).getReader()
  expect(read).toBe(1)
  await reader.read()
  await reader.read()
  expect(read).toBe(2)
  await reader.cancel()
  expect([read, released]).toEqual([2, true])
})

it('fails at once where the first page does, and breaks off where a later one does', async () => {
  async function* failing(pages: number): AsyncGenerator<Page> {
    for (let n = 0; n < pages; n += 1) yield [['a', 'b']]
    throw new Error('the database is away')
  }
  await expect(openCsv(['a', 'b'], failing(0))).rejects.toThrow('the database is away')
  await expect(readAll(await openCsv(['a', 'b'], failing(1)))).rejects.toThrow('the database is away')
})

it('needs no more memory for a million rows than for some', async () => {
  const page: Page = Array.from({ length: 1_000 }, (_, n) => ['key_0123456789abcdef', 'model', figure(n)])
  let open = 0
  async function* million(): AsyncGenerator<Page> {
    for (let n = 0; n < 1_000; n += 1) {
      open = n
      yield page
    }
  }
  const before = process.memoryUsage().rss
  let peak = 0
  let rows = 0
  for await (const chunk of await openCsv(['key', 'model', 'n'], million())) {
    rows += parseCsv(new TextDecoder().decode(chunk)).length
    if (open % 50 === 0) peak = Math.max(peak, process.memoryUsage().rss - before)
  }
  expect(rows).toBe(1_000_001)
  expect(peak).toBeLessThan(200 * 1024 * 1024)
}, 60_000)
