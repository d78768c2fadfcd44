import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/db/testing'
import { createUser, ensureOwnAccount } from '@/lib/accounts/commands'
import type { MemberCtx } from '@/lib/ctx'
import { removeView, saveView } from '@/lib/usage/saved-views/commands'
import { listSavedViews } from '@/lib/usage/saved-views/queries'
import { SAVED_VIEWS_MAX } from '@/lib/usage/saved-views/saved-view'

const now = new Date('2026-11-22T12:00:00.000Z')
let database: TestDatabase
let people = 0
let mira: MemberCtx
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.drop())
beforeEach(async () => void (mira = await newMember()))

async function newMember(): Promise<MemberCtx> {
  const { db } = database
  people += 1
  const person = { name: 'Mira', email: `m${people}@example.com`, passwordHash: null, emailVerifiedAt: now }
  const userId = await createUser(db, person, now)
  if (!userId) throw new Error('the address is new')
  return { db, userId, accountId: await ensureOwnAccount(db, userId, now), now, role: 'owner' }
}
const saved = async (ctx: MemberCtx) => (await listSavedViews(ctx)).map(({ name, query }) => [name, query])

describe('saved views', () => {
  it('are listed by name; the same name again replaces what it leads to', async () => {
    await saveView(mira, { name: 'b', query: 'group=key' })
    await saveView(mira, { name: 'a', query: '' })
    await saveView(mira, { name: 'b', query: 'group=kind' })
    expect(await saved(mira)).toEqual([
      ['a', ''],
      ['b', 'group=kind'],
    ])
  })

  it('are the member’s alone: others neither see nor remove them, nor does the account’s id help', async () => {
    await saveView(mira, { name: 'mine', query: 'group=key' })
    const [view] = await listSavedViews(mira)
    if (!view) throw new Error('it was saved')
    const other = await newMember()
    for (const stranger of [
      other,
      { ...other, accountId: mira.accountId },
      { ...mira, accountId: other.accountId },
    ]) {
      expect(await saved(stranger)).toEqual([])
      await removeView(stranger, view.id)
    }
    expect(await saved(mira)).toHaveLength(1)
    await removeView(mira, view.id)
    expect(await saved(mira)).toEqual([])
  })

  it('end at their most, also where many are saved at once; a name that is there may still be saved again', async () => {
    const names = Array.from({ length: SAVED_VIEWS_MAX + 5 }, (_, i) => `view ${i}`)
    const outcomes = await Promise.all(names.map(name => saveView(mira, { name, query: '' })))
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(SAVED_VIEWS_MAX)
    const [[name = ''] = []] = await saved(mira)
    expect(await saveView(mira, { name, query: 'group=key' })).toMatchObject({ ok: true })
    expect(await saveView(mira, { name: 'one more', query: '' })).toMatchObject({
      error: { code: 'too_many_views' },
    })
  })
})
