import { describe, expect, it } from 'vitest'
import { SseSplitter } from './sse'

const events = ['{"a":"é😀"}', '{"b":"line\\nbreak"}', 'two\nlines', '[DONE]']
const wire = (newline: string) =>
  Buffer.from(
    `: comment${newline}${newline}` +
      events
        .map(
          data =>
            data
              .split('\n')
              .map(line => `data: ${line}${newline}`)
              .join('') + newline,
        )
        .join(''),
  )

function split(bytes: Buffer, ...cuts: number[]): string[] {
  const splitter = new SseSplitter()
  const edges = [0, ...cuts, bytes.length]
  const pieces = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end))
  return [...pieces.flatMap(piece => splitter.push(piece)), ...splitter.end()]
}

describe('splitting an event stream', () => {
  it.each([['\n'], ['\r\n'], ['\r']])(
    'gives the same events wherever the network cuts it (newline %j)',
    newline => {
      const bytes = wire(newline)
      for (let cut = 0; cut <= bytes.length; cut += 1)
        expect(split(bytes, cut), `cut at ${cut}`).toEqual(events)
      for (let cut = 0; cut < bytes.length; cut += 1) expect(split(bytes, cut, cut + 1)).toEqual(events)
    },
  )

  it('gives the same events byte by byte', () => {
    const bytes = wire('\n')
    expect(split(bytes, ...Array.from(bytes.keys()).slice(1))).toEqual(events)
  })

  it('takes a last event whose blank line never came', () => {
    expect(split(Buffer.from('data: 1\n\ndata: [DONE]'))).toEqual(['1', '[DONE]'])
  })

  it('gives up on an event without end rather than keep it all', () => {
    const splitter = new SseSplitter()
    const megabyte = Buffer.alloc(1024 * 1024, 'a')
    expect(() => {
      for (let i = 0; i < 20; i += 1) splitter.push(megabyte)
    }).toThrow()
  })
})
