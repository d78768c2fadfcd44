import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailStore } from '@/sandbox/mail/store'
import type { Sandbox } from '@/sandbox/server'
import { startTestSandbox } from '@/sandbox/testing'

let sandbox: Sandbox & { dataDir: string }
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
afterAll(() => sandbox.close())

interface Message {
  id: string
  to: string
  from: string
  subject: string
  text: string
  html: string | null
  date: string
}
const send = (mail: object, { smtpPort } = sandbox) => {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort })
  return transport.sendMail({ from: 'Serika <no-reply@serika.example>', ...mail })
}
const list = async (to = '', { url } = sandbox) => {
  const answer = await fetch(`${url}/mail/api/messages?to=${encodeURIComponent(to)}`)
  return (await answer.json()) as Message[]
}
const clear = () => fetch(`${sandbox.url}/mail/api/messages`, { method: 'DELETE' })
const view = async (path: string) => (await fetch(sandbox.url + path)).text()

describe('the mail box', () => {
  it('keeps what is sent, newest first, and finds it by recipient, blind copies included', async () => {
    await send({
      to: 'mira@example.com',
      bcc: 'Audit@example.com',
      subject: 'Verify – ünïcode',
      text: 'one',
      html: '<p>one</p>',
    })
    await send({ to: 'tom@example.com', subject: 'Reset', text: 'two' })
    const all = await list()
    expect(all.map(mail => mail.subject)).toEqual(['Reset', 'Verify – ünïcode'])
    const [mail] = await list('MIRA@example.com')
    expect(mail).toMatchObject({
      from: 'Serika <no-reply@serika.example>',
      text: 'one\n',
      html: '<p>one</p>\n',
    })
    expect(await list('audit@example.com')).toHaveLength(1)
    expect(all[0]?.html).toBeNull()
    expect((await clear()).status).toBe(204)
    expect(await list()).toEqual([])
  })

  it('takes any password', async () => {
    const transport = createTransport({
      host: '127.0.0.1',
      port: sandbox.smtpPort,
      auth: { user: 'a', pass: 'b' },
    })
    await transport.sendMail({ from: 'a@example.com', to: 'auth@example.com', subject: 'x', text: 'x' })
    expect(await list('auth@example.com')).toHaveLength(1)
  })

  it('shows mail without letting it run anything or break out of its frame', async () => {
    const html = '<script>alert(1)</script><p>Hi</p>"></iframe><img src=x onerror=alert(2)>'
    await send({
      to: 'evil@example.com',
      subject: '<b>bold</b>',
      text: 'see https://example.com/a?b=1.',
      html,
    })
    const [mail] = await list('evil@example.com')
    const shown = await view(`/mail/${mail?.id}`)
    expect(shown).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
    expect(shown).not.toContain('<script')
    expect(shown).not.toContain('<img')
    expect(shown).toContain('&lt;b&gt;bold&lt;/b&gt;')
    const text = await view(`/mail/${mail?.id}?view=text`)
    expect(text).toContain('<a href="https://example.com/a?b=1"')
    const page = await fetch(`${sandbox.url}/mail/${mail?.id}`)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('says that it is empty, and that a message is gone', async () => {
    await clear()
    expect(await view('/mail')).toContain('No mail yet')
    expect((await fetch(`${sandbox.url}/mail/0abc`)).status).toBe(404)
  })

  it('still has its mail after a restart', async () => {
    await send({ to: 'kept@example.com', subject: 'Kept', text: 'x' })
    const kept = await list()
    const second = await startTestSandbox({ dataDir: sandbox.dataDir })
    expect(await list('', second)).toEqual(kept)
    await second.close()
  })

  it('keeps the latest 500 messages, on disk too', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-mail-'))
    const store = createMailStore(dataDir)
    const rest = { from: 'a@example.com', text: 'x', html: null, date: '2026-11-22T09:30:00.000Z' }
    for (let i = 0; i < 505; i++)
      await store.add({ ...rest, recipients: [`n${i}@example.com`], subject: `n${i}` })
    const subjects = store.list().map(mail => mail.subject)
    expect(subjects).toHaveLength(500)
    expect([subjects[0], subjects.at(-1)]).toEqual(['n504', 'n5'])
    expect(createMailStore(dataDir).list()).toEqual(store.list())
    await rm(dataDir, { recursive: true })
  })
})
