import AxeBuilder from '@axe-core/playwright'
import type { Page, Request } from '@playwright/test'
import OpenAI from 'openai'
import { formatLimit, formatUsd, fromUsd } from '@/lib/money'
import { createKey } from './steps/keys'
import { isAction, replay } from './steps/replay'
import { signInToDemo } from './steps/sign-in'
import { expect, test } from './test'

const viewer = 'tomas@halcyon.example'
const model = 'anthropic/claude-3.5-sonnet'
// From the price list: $3 and $15 per million tokens.
const INPUT_NANOS = 3_000n
const OUTPUT_NANOS = 15_000n

/** Changes the limit of the key whose page is open; by the time the message appears it is in force. */
async function setLimit(page: Page, dollars: string, button = 'Set limit'): Promise<void> {
  await page.getByRole('button', { name: 'Change limit…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Monthly limit', { exact: true }).fill(dollars)
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(`of ${formatLimit(fromUsd(dollars))}`, { exact: true }).first()).toBeVisible()
}

async function act(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** One small request: what it cost, or the code it was refused with. */
async function ask(client: OpenAI): Promise<{ costNanos: bigint } | { status: number; code: string }> {
  try {
    const { usage } = await client.chat.completions.create({
      model,
      max_tokens: 150,
      messages: [{ role: 'user', content: 'Tell me about the sea in three hundred words.' }],
    })
    if (!usage) throw new Error('the answer has no usage')
    const { prompt_tokens, completion_tokens } = usage
    return { costNanos: BigInt(prompt_tokens) * INPUT_NANOS + BigInt(completion_tokens) * OUTPUT_NANOS }
  } catch (error) {
    if (error instanceof OpenAI.APIError) return { status: Number(error.status), code: String(error.code) }
    throw error
  }
}

test("a key stops at its own limit, goes on when it is raised, and is dead the moment it's disabled", async ({
  page,
  system,
}) => {
  await signInToDemo(page, system)
  const apiKey = await createKey(page, { name: 'limited', limit: '0.01' })
  const client = new OpenAI({ baseURL: system.apiBaseUrl, apiKey, maxRetries: 0 })
  const refused = { status: 429, code: 'key_spend_limit_exceeded' }

  let spentNanos = 0n
  let answer = await ask(client)
  while ('costNanos' in answer) {
    spentNanos += answer.costNanos
    expect(spentNanos).toBeLessThanOrEqual(fromUsd('0.01'))
    answer = await ask(client)
  }
  expect(answer).toEqual(refused)
  expect(spentNanos).toBeGreaterThan(0n)

  await test.step('its page has the exact spend, and says why it was refused', async () => {
    await page.goto('/keys?sort=used')
    await page.getByRole('link', { name: 'limited', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'limited' })).toBeVisible()
    await expect(page.locator('data', { hasText: formatUsd(spentNanos) }).first()).toBeVisible()
    await expect
      .poll(async () => {
        await page.reload()
        return page.getByRole('row').filter({ hasText: 'key_spend_limit_exceeded' }).count()
      })
      .toBe(1)
  })

  await test.step('raised, the next request passes; below what is spent, the next is refused', async () => {
    await setLimit(page, '5.00')
    const raised = await ask(client)
    expect(raised).toHaveProperty('costNanos')
    await page.getByRole('button', { name: 'Change limit…' }).click()
    await page.getByLabel('Monthly limit', { exact: true }).fill('0.001')
    await expect(page.getByText(/will be rejected until .*UTC/)).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await setLimit(page, '0.001', 'Set limit and reject requests')
    expect(await ask(client)).toEqual(refused)
    await setLimit(page, '5.00')
  })

  await test.step('disabled it answers 401 at once, enabled it works again', async () => {
    await act(page, 'limited', 'Disable…')
    await page.getByRole('button', { name: 'Disable key' }).click()
    await expect(page.getByText('limited disabled. In force on every gateway.')).toBeVisible()
    expect(await ask(client)).toEqual({ status: 401, code: 'invalid_api_key' })
    await act(page, 'limited', 'Enable')
    await expect(page.getByText('limited enabled. In force on every gateway.')).toBeVisible()
    expect(await ask(client)).toHaveProperty('costNanos')
  })

  await test.step('deleted it is gone from the list, and its page keeps what it used', async () => {
    await act(page, 'limited', 'Delete…')
    await page.getByLabel(/Type limited to confirm/).fill('limited')
    await page.getByRole('button', { name: 'Delete key' }).click()
    await expect(page.getByText(/This key was deleted on/)).toBeVisible()
    expect(await ask(client)).toEqual({ status: 401, code: 'invalid_api_key' })
    await page.goto('/keys')
    await expect(page.getByRole('link', { name: 'staging' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'limited', exact: true })).toHaveCount(0)
  })
})

test('a key has lower rate limits than its account, and only as many as it was given pass', async ({
  page,
  system,
}) => {
  await signInToDemo(page, system)
  const apiKey = await createKey(page, { name: 'slow' })
  await act(page, 'slow', 'Set rate limits…')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Requests a minute').fill('601')
  await dialog.getByRole('button', { name: 'Set rate limits' }).click()
  await expect(dialog.getByText(/Enter 1 to 600/)).toBeVisible()
  await dialog.getByLabel('Requests a minute').fill('2')
  await dialog.getByRole('button', { name: 'Set rate limits' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('row').filter({ hasText: 'slow' })).toContainText('2 requests a minute')

  const models = () =>
    fetch(`${system.apiBaseUrl}/models`, { headers: { authorization: `Bearer ${apiKey}` } })
  expect((await models()).headers.get('x-ratelimit-limit-requests')).toBe('2')
  expect((await models()).status).toBe(200)
  const third = await models()
  expect(third.status).toBe(429)
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a viewer sees the keys; what an owner may send, the server refuses them', async ({
  page,
  browser,
  system,
  baseURL,
}) => {
  await signInToDemo(page, system)
  const sent: Request[] = []
  page.on('request', request => {
    if (isAction(request)) sent.push(request)
  })
  await page.goto('/keys')
  await act(page, 'staging', 'Set limit…')
  await page.getByRole('dialog').getByRole('button', { name: 'Set limit', exact: true }).click()
  await expect(page.getByText(/staging: .* In force on every gateway/)).toBeVisible()
  await act(page, 'staging', 'Set rate limits…')
  await page.getByRole('dialog').getByRole('button', { name: 'Set rate limits' }).click()
  await expect(page.getByText('staging: rate limits in force on every gateway.')).toBeVisible()
  expect(sent.length).toBe(2)

  const context = await browser.newContext({ baseURL: baseURL ?? '' })
  const theirs = await context.newPage()
  await signInToDemo(theirs, system, viewer)
  await theirs.goto('/keys')
  await expect(theirs.getByRole('link', { name: 'staging' })).toBeVisible()
  await expect(theirs.getByRole('button', { name: 'Create key' })).toHaveCount(0)
  await expect(theirs.getByRole('button', { name: /^Actions for/ })).toHaveCount(0)
  for (const request of sent) {
    expect(await replay(page.request, request)).toContain('"status":"ok"')
    const answer = await replay(context.request, request)
    expect(answer).toContain('Your role in this account (viewer) may not change this.')
    expect(answer).not.toContain('"status":"ok"')
  }
  await context.close()
})

test('every dialog about a key is accessible', async ({ page, system }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await signInToDemo(page, system)
  await page.goto('/keys')
  const violations = async (role: 'dialog' | 'alertdialog') => {
    const { violations: found } = await new AxeBuilder({ page })
      .include(`[role=${role}]`)
      .setLegacyMode()
      .analyze()
    return found.map(({ id, nodes }) => [id, nodes.length])
  }
  for (const [item, role] of [
    ['Edit…', 'dialog'],
    ['Set limit…', 'dialog'],
    ['Set rate limits…', 'dialog'],
    ['Regenerate…', 'alertdialog'],
    ['Delete…', 'alertdialog'],
  ] as const) {
    await act(page, 'discord-bot', item)
    await expect(page.getByRole(role)).toBeVisible()
    if (item === 'Set limit…') {
      await page.getByLabel('Monthly limit', { exact: true }).fill('0')
      await expect(page.getByText(/will be rejected until the limit is raised/)).toBeVisible()
    }
    expect([item, await violations(role)]).toEqual([item, []])
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(await violations('dialog')).toEqual([])
})
