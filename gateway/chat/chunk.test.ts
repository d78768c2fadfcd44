import { expect, it } from 'vitest'
import { SseSplitter } from '@/gateway/upstream/sse'
import { toSse } from './chunk'

it('an event is read again as what it was made of, also one that its provider wrote in several lines', () => {
  for (const data of ['{"a":1}', '{\n  "a": 1\n}', ''])
    expect(new SseSplitter().push(Buffer.from(toSse(data)))).toEqual([data])
})
