import type { Page } from '@playwright/test'
import OpenAI from 'openai'
import { fromUsd } from '@/lib/money'
import { isAction, replay } from './steps/replay'
import { signInToDemo } from './steps/sign-in'
import { expect, test } from './test'

const viewer = 'tomas@halcyon.example'

/** Last month: whole, and left alone by every other test. */
const now = new Date()
const start_time = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1) / 1000
const end_time = Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) / 1000

/** Requests and spend of last month, as the usage page has them. */
async function totalsOnPage(page: Page): Promise<{ requests: number; nanos: bigint }> {
  await page.goto('/usage?period=last-month')
  const row = page.getByRole('table', { name: 'Usage by model' }).getByRole('row', { name: /^Total/ })
  await expect(row).toBeVisible()
  const values = await row
    .locator('data')
    .evaluateAll(cells => cells.map(cell => cell.getAttribute('value') ?? ''))
  return { requests: Number(values[0]), nanos: fromUsd(values.at(-1) ?? '') }
}

async function createAdminKey(page: Page, name: string): Promise<string> {
  await page.goto('/keys')
  await page.getByRole('link', { name: 'Admin keys' }).click()
  await page.getByRole('button', { name: 'Create admin key' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByRole('button', { name: 'Create admin key' }).click()
  const secret = await page.getByLabel('Your new key', { exact: true }).textContent()
  await page.getByRole('checkbox', { name: /stored this key/ }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  return secret ?? ''
}

test('an admin key reads the figures of the usage page, and is dead the moment it is revoked', async ({
  page,
  system,
}) => {
  await signInToDemo(page, system)
  const expected = await totalsOnPage(page)
  expect(expected.nanos).toBeGreaterThan(0n)
  const secret = await createAdminKey(page, 'cost-report')
  expect(secret).toMatch(/^sk-admin-\w{43}$/)
  const client = new OpenAI({ baseURL: system.apiBaseUrl, adminAPIKey: secret, maxRetries: 0 })
  const { usage } = client.admin.organization
  const span = { start_time, end_time, limit: 31 }

  await test.step('costs add up to the page’s total, to the nano-dollar', async () => {
    const { data, has_more } = await usage.costs({ ...span, group_by: ['line_item'] })
    expect(has_more).toBe(false)
    const nanos = data
      .flatMap(({ results }) => results)
      .reduce(
        (sum, result) =>
          sum + BigInt(Math.round(('amount' in result ? (result.amount?.value ?? 0) : 0) * 1e9)),
        0n,
      )
    expect(nanos).toBe(expected.nanos)
  })

  await test.step('so do requests of text and of images, and the file of single requests', async () => {
    const pages = [await usage.completions(span), await usage.images(span)]
    const requests = pages
      .flatMap(({ data }) => data.flatMap(({ results }) => results))
      .reduce((sum, result) => sum + ('num_model_requests' in result ? result.num_model_requests : 0), 0)
    expect(requests).toBe(expected.requests)

    const file = await page.request.get('/usage/export/requests?period=last-month')
    const [header, ...lines] = (await file.text()).trimEnd().split('\r\n')
    expect(header).toMatch(/^time,request_id,.*,cost_usd$/)
    expect(lines).toHaveLength(expected.requests)
    const nanos = lines.reduce((sum, line) => sum + fromUsd(line.slice(line.lastIndexOf(',') + 1)), 0n)
    expect(nanos).toBe(expected.nanos)
  })

  await test.step('it opens nothing else, and an API key does not open this', async () => {
    const asApiKey = new OpenAI({ baseURL: system.apiBaseUrl, apiKey: secret, maxRetries: 0 })
    await expect(asApiKey.models.list()).rejects.toMatchObject({ status: 401 })
    const apiKey = system.demo?.apiKey ?? ''
    const asAdmin = new OpenAI({ baseURL: system.apiBaseUrl, adminAPIKey: apiKey, maxRetries: 0 })
    await expect(asAdmin.admin.organization.usage.costs(span)).rejects.toMatchObject({
      status: 403,
      code: 'missing_scope',
    })
  })

  await test.step('revoked', async () => {
    await page.reload()
    const row = page.getByRole('row').filter({ hasText: 'cost-report' })
    // Last use is kept to the minute.
    await expect(row).toContainText(/just now|min ago/)
    await row.getByRole('button', { name: 'Revoke cost-report' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke admin key' }).click()
    // Rows count as hidden while the dialog stands before them; it goes when the act has returned.
    await expect(page.getByRole('alertdialog')).toBeHidden()
    await expect(row).toBeHidden()
    await expect(usage.costs(span)).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' })
  })
})

test('a member without that right sees which admin keys there are and changes none, not by hand either', async ({
  page,
  browser,
  system,
}) => {
  await signInToDemo(page, system)
  const made = page.waitForRequest(isAction)
  await createAdminKey(page, 'for-finance')

  const other = await browser.newContext({ baseURL: system.appUrl })
  const theirs = await other.newPage()
  await signInToDemo(theirs, system, viewer)
  await theirs.goto('/keys/admin')
  await expect(theirs.getByRole('row').filter({ hasText: 'for-finance' })).toBeVisible()
  await expect(theirs.getByRole('button', { name: /Revoke|Create admin key/ })).toHaveCount(0)
  expect(await replay(theirs.request, await made)).toContain('may not change this')
  await theirs.reload()
  await expect(theirs.getByRole('row').filter({ hasText: 'for-finance' })).toHaveCount(1)
  await other.close()
})
