import { describe, expect, it } from 'vitest'
import { readAccepted, readImage, readJob, readRefusal } from './reply'

const asked = { width: 512, height: 768, seed: 9 }
const unreadable = { kind: 'fault' }

describe('what a provider of images says', () => {
  it('is stored without what the database cannot hold', () => {
    const failed = readJob({ status: 'FAILED', error: { message: 'no\0memory\ud800' } }, asked)
    expect(failed).toMatchObject({
      kind: 'failed',
      error: { message: "The model's provider could not make the image: no\ufffdmemory\ufffd" },
    })
    const refused = readRefusal(400, { error: { message: 'not\0this' } })
    expect(refused).toMatchObject({
      kind: 'failed',
      error: {
        code: 'upstream_rejected',
        message: "The model's provider refused the request: not\ufffdthis",
      },
    })
    // Cut in the middle of a pair.
    for (const message of ['😀'.repeat(400), `a${'😀'.repeat(400)}`])
      expect(JSON.stringify(readRefusal(422, { error: { message } }))).not.toMatch(/\\ud8/)
  })

  it('has its link escaped as a URL, wherever it stands', () => {
    const url = 'https://images.example.com/a\0b c\ud800.png'
    const escaped = 'https://images.example.com/a%00b%20c%EF%BF%BD.png'
    expect(readJob({ status: 'COMPLETED', result: { url } }, asked)).toEqual({
      kind: 'ok',
      value: { url: escaped, ...asked },
    })
    expect(readImage({ data: [{ url }] }, asked)).toMatchObject({ kind: 'ok', value: { url: escaped } })
    expect(readJob({ status: 'COMPLETED', result: { url: 'javascript:alert(1)' } }, asked)).toMatchObject(
      unreadable,
    )
  })

  it('names a job so that it can be asked for again', () => {
    expect(readAccepted({ id: 'tj_1/ü' })).toEqual({ kind: 'ok', value: 'tj_1/ü' })
    for (const id of ['', 'a\0b', 'a\ud800', 'a\nb', 7])
      expect(readAccepted({ id })).toMatchObject(unreadable)
  })
})
