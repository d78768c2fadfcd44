import type { Browser, Page } from '@playwright/test'
import OpenAI from 'openai'
import { inspect, views } from './steps/inspect'
import { createKey } from './steps/keys'
import { operatorCommand } from './steps/operator'
import { isAction, replay } from './steps/replay'
import { signInToDemo } from './steps/sign-in'
import type { Addresses } from './system'
import { expect, test } from './test'

const operator = 'mira@halcyon.example'
const owner = 'jonas@lanternworks.example'
const customer = 'Lantern Works'
const pages = ['accounts', 'closes', 'webhooks', 'settlement', 'audit'].map(page => `/operator/${page}`)
const refusal = 'Only operators of the platform may do this.'

/** A person in a browser of their own. */
async function signedIn(browser: Browser, system: Addresses, email: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: system.appUrl })).newPage()
  await signInToDemo(page, system, email)
  return page
}

/** One small request: its status, and the code where it was refused. */
async function ask(client: OpenAI): Promise<string> {
  try {
    await client.chat.completions.create({
      model: 'openai/gpt-4o-mini',
      max_tokens: 20,
      messages: [{ role: 'user', content: 'Say hello.' }],
    })
    return 'served'
  } catch (error) {
    if (error instanceof OpenAI.APIError) return `${error.status} ${error.code}`
    throw error
  }
}

async function openAccount(page: Page, name: string): Promise<void> {
  await page.goto(`/operator/accounts?q=${encodeURIComponent(name)}`)
  await page.getByRole('table', { name: 'Accounts' }).getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
}

async function setCeiling(page: Page, dollars: string): Promise<void> {
  await page.getByRole('button', { name: 'Change ceiling…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Ceiling a month').fill(dollars)
  await dialog.getByLabel(/to confirm/).fill(customer)
  await dialog.getByRole('button', { name: 'Set ceiling' }).click()
  await expect(page.getByText(`Ceiling of ${customer}: $${dollars} a month. In force`)).toBeVisible()
}

test.describe.configure({ mode: 'serial' })

test.afterAll(async () => {
  await operatorCommand(JSON.parse(process.env.E2E_SYSTEM ?? 'null') as Addresses, 'revoke', operator)
})

test('to anybody but an operator there are no such pages', async ({ browser, page, system }) => {
  const member = await signedIn(browser, system, 'tomas@halcyon.example')
  const otherOwner = await signedIn(browser, system, owner)
  const account = `/operator/accounts/acc_${'0'.repeat(32)}`
  for (const path of ['/operator', account, ...pages])
    for (const who of [page, member, otherOwner])
      expect([path, (await who.request.get(system.appUrl + path, { maxRedirects: 0 })).status()]).toEqual([
        path,
        404,
      ])
  await otherOwner.goto('/usage')
  await otherOwner.getByRole('button', { name: /^User menu/ }).click()
  await expect(otherOwner.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
  await expect(otherOwner.getByRole('menuitem', { name: 'Operators' })).toHaveCount(0)
})

test('an operator holds an account, bounds it, and has a webhook done again', async ({
  browser,
  page,
  system,
}) => {
  const customerPage = await signedIn(browser, system, owner)
  const apiKey = await createKey(customerPage, { name: 'operated' })
  const client = new OpenAI({ baseURL: system.apiBaseUrl, apiKey, maxRetries: 0 })
  expect(await ask(client)).toBe('served')
  await signInToDemo(page, system, operator)
  await page.goto('/usage')
  expect(await operatorCommand(system, 'grant', operator)).toContain(`${operator} is an operator now.`)
  expect(await operatorCommand(system, 'list')).toContain(operator)

  await test.step('the session that was open has the right at once, and finds the way', async () => {
    await page.reload()
    await page.getByRole('button', { name: /^User menu/ }).click()
    await page.getByRole('menuitem', { name: 'Operators' }).click()
    await page.waitForURL('**/operator/accounts')
    await expect(page.getByRole('row').filter({ hasText: customer })).toContainText(owner)
  })

  const hold = await test.step('a hold is in force when the act returns, and says so with 402', async () => {
    await openAccount(page, customer)
    await page.getByRole('button', { name: 'Place hold…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('a card reported as stolen')
    await expect(dialog.getByRole('button', { name: 'Place hold' })).toBeDisabled()
    await dialog.getByLabel(/to confirm/).fill(customer)
    const sent = page.waitForRequest(isAction)
    await dialog.getByRole('button', { name: 'Place hold' }).click()
    await expect(page.getByText(`${customer} is on hold. In force on every gateway.`)).toBeVisible()
    expect(await ask(client)).toBe('402 account_on_hold')
    await expect(page.getByText('a card reported as stolen').first()).toBeVisible()
    return sent
  })

  await test.step('lifted, the next request is served', async () => {
    await page.getByRole('button', { name: 'Lift hold…' }).click()
    await page.getByRole('button', { name: 'Lift hold', exact: true }).click()
    await expect(page.getByText(`The hold on ${customer} is lifted.`)).toBeVisible()
    expect(await ask(client)).toBe('served')
  })

  await test.step('a ceiling bounds the very next request, whatever the account’s own limit', async () => {
    await setCeiling(page, '0')
    expect(await ask(client)).toBe('429 account_spend_limit_exceeded')
    await setCeiling(page, '500')
    expect(await ask(client)).toBe('served')
  })

  await test.step('part of a paid invoice goes back to the card, and not more than is left of it', async () => {
    await openAccount(page, customer)
    const invoices = page.getByRole('table', { name: 'Invoices' })
    const acts = page.getByRole('button', { name: /^Credit / })
    const invoice = invoices.getByRole('row').filter({ has: acts, hasText: 'Paid' }).first()
    await invoice.getByRole('button', { name: /^Credit / }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('For the customer').fill('The model was away on the 12th.')
    await dialog.getByLabel(/to confirm/).fill(customer)
    await dialog.getByLabel('Amount').fill('99999')
    await dialog.getByRole('button', { name: 'Credit invoice' }).click()
    await expect(dialog.getByText(/of this invoice can be credited/)).toBeVisible()
    await dialog.getByLabel('Amount').fill('1.00')
    await dialog.getByRole('button', { name: 'Credit invoice' }).click()
    await expect(page.getByText(`$1.00 credited to ${customer}: it goes back to the card.`)).toBeVisible()
    const credits = page.getByRole('table', { name: 'Credits' })
    await expect(credits.getByRole('row').filter({ hasText: '$1.00' })).toContainText('Issued')
    await expect(invoice).toContainText('$1.00')
  })

  await test.step('a webhook that fails is shown with its reason, and replayed', async () => {
    const control = (method: string, path: string, body?: object) =>
      fetch(`${system.sandboxUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    const events = page.getByRole('table', { name: 'Webhook events' })
    await page.goto('/operator/webhooks?type=payment_method.attached')
    // The oldest is the demo's own; later ones may have been removed again.
    const card = await events
      .getByText(/^pm_\w+$/)
      .last()
      .textContent()
    await control('POST', '/_stripe/faults', { kind: 'error', status: 503 })
    const renewal = { exp_month: 12, exp_year: 2039 }
    expect((await control('POST', `/_stripe/payment_methods/${card}/renew`, renewal)).status).toBe(200)
    const failing = events.getByRole('row').filter({ hasText: 'payment_method.automatically_updated' })
    // Stripe tells of it a moment later.
    await expect(async () => {
      await page.goto('/operator/webhooks?state=failing')
      await expect(failing).toContainText('Failing', { timeout: 500 })
    }).toPass()
    await control('DELETE', '/_stripe/faults')
    await failing.getByRole('button', { name: /^Replay payment_method/ }).click()
    await expect(page.getByText('payment_method.automatically_updated is on its turn again.')).toBeVisible()
    await page.goto('/operator/webhooks?state=done&type=payment_method.automatically_updated')
    await expect(failing.first()).toContainText('replayed')
  })

  await test.step('all of it stands in the audit log, with who did it', async () => {
    await page.goto(`/operator/audit?by=operators&q=${encodeURIComponent('mira@')}`)
    const log = page.getByRole('table', { name: 'Audit log' })
    for (const act of [
      'Hold placed',
      'Hold lifted',
      'Ceiling changed',
      'Invoice credited',
      'Webhook replayed',
    ])
      await expect(log.getByRole('row').filter({ hasText: act }).first()).toContainText(operator)
    await page.goto('/operator/audit?act=operator.granted')
    await expect(log).toContainText(operator)
  })

  await test.step('the acts are refused to everybody else, and to an operator no more', async () => {
    const request = hold
    const nobody = await (await browser.newContext()).newPage()
    expect(await replay(customerPage.request, request)).toContain(refusal)
    expect(await replay(nobody.request, request)).toContain(refusal)
    expect(await replay(page.request, request)).not.toContain(refusal)
    await openAccount(page, customer)
    await page.getByRole('button', { name: 'Lift hold…' }).click()
    await page.getByRole('button', { name: 'Lift hold', exact: true }).click()
    await expect(page.getByText(`The hold on ${customer} is lifted.`)).toBeVisible()
    expect(await operatorCommand(system, 'revoke', operator)).toContain('no operator any more')
    expect((await page.goto('/operator/accounts'))?.status()).toBe(404)
    expect(await replay(page.request, request)).toContain(refusal)
    expect(await ask(client)).toBe('served')
  })
})

for (const { colorScheme, width } of views) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 }, contextOptions: { reducedMotion: 'reduce' } })

    test('the pages of operators are accessible and fit', async ({ page, system }) => {
      await operatorCommand(system, 'grant', operator)
      await signInToDemo(page, system, operator)
      for (const path of pages) await inspect(page, path)
      await page.goto('/operator/accounts')
      const account = page
        .getByRole('table', { name: 'Accounts' })
        .getByRole('link', { name: 'Halcyon Interactive' })
      await inspect(page, (await account.getAttribute('href')) ?? '')
    })
  })
}
