import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import OpenAI from 'openai'
import { addCard, answerBank, cardRow, saveCard, whileOnCheckout } from './steps/cards'
import { moveClockTo, moveToNextMonth } from './steps/clock'
import { setUpBilling, signUp, typeCard } from './steps/customer'
import { createKey } from './steps/keys'
import { signInToDemo } from './steps/sign-in'
import { startSystem, type Addresses } from './system'
import { expect, test, testWithOwnSystem } from './test'

const refused = [
  ['4000000000000002', 'Your card was declined.'],
  ['4000000000009995', 'Your card has insufficient funds.'],
  ['4000000000000069', 'Your card has expired.'],
  ['4000000000000127', 'security code is incorrect'],
  ['4000000000000119', 'An error occurred while processing your card.'],
] as const
const saved = [
  ['5555555555554444', 'Mastercard •••• 4444', null],
  ['4000002500003155', 'Visa •••• 3155', 'Complete'],
  ['4000002760003184', 'Visa •••• 3184', 'Complete'],
  ['4000008260003178', 'Visa •••• 3178', 'Complete'],
  ['4000000000000341', 'Visa •••• 0341', null],
] as const

test('Checkout takes each card as its bank does; cards are switched, removed or kept, here and in the portal', async ({
  page,
  system,
}) => {
  await signUp(page, system, 'Nora Cards', 'nora@cards.example')

  await test.step('what a bank refuses is said, and changes nothing', async () => {
    await page.goto('/billing')
    await page.getByRole('button', { name: 'Set Up Billing' }).click()
    await whileOnCheckout(page, system, async () => {
      for (const [number, words] of refused) {
        await saveCard(page, number)
        await expect(page.getByText(words).first(), number).toBeVisible()
      }
      await saveCard(page, '4000002500003155')
      await answerBank(page, 'Fail')
      await expect(page.getByRole('alert').first()).toBeVisible()
    })
    await page.goto('/billing')
    await expect(page.getByText('Free account').first()).toBeVisible()
  })

  await test.step('every other card is saved, and is the one that is charged from then on', async () => {
    await setUpBilling(page, system, '4242424242424242')
    await expect(cardRow(page, 'Visa •••• 4242')).toContainText('Default')
    for (const [number, name, answer] of saved) {
      await addCard(page, system, number, answer)
      await expect(cardRow(page, name)).toContainText('Default')
    }
    await expect(page.getByText('Default', { exact: true })).toHaveCount(1)
  })

  await test.step('another card is made the default; that one stays, a spare one goes', async () => {
    const act = async (name: string, item: string) => {
      await page.getByRole('button', { name: `Actions for ${name}` }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    await act('Visa •••• 4242', 'Make default')
    await expect(cardRow(page, 'Visa •••• 4242')).toContainText('Default')
    await act('Visa •••• 4242', 'Remove…')
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('Make another one the default first')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await act('Visa •••• 0341', 'Remove…')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove card' }).click()
    await expect(cardRow(page, 'Visa •••• 0341')).toHaveCount(0)
  })

  await test.step('what is changed in Stripe’s portal is here at the return', async () => {
    await page.getByRole('button', { name: 'Manage in Stripe' }).click()
    await page.waitForURL(`${system.sandboxUrl}/portal/**`)
    await page.getByRole('button', { name: 'Make Mastercard ending in 4444 the default' }).click()
    await page.getByRole('link', { name: 'Return to' }).click()
    await page.waitForURL(`${system.appUrl}/billing`)
    await expect(cardRow(page, 'Mastercard •••• 4444')).toContainText('Default')
    await expect(cardRow(page, 'Visa •••• 4242')).not.toContainText('Default')
  })

  await test.step('invoice details: a number of the wrong form is refused with what one looks like', async () => {
    await page.getByRole('link', { name: 'Edit invoice details' }).click()
    await page.getByLabel('Company or name').fill('Halcyon Interactive Ltd')
    await page.getByLabel('Country').selectOption('IE')
    await page.getByLabel('Street and number').fill('12 Quay Street')
    await page.getByLabel('City').fill('Galway')
    await page.getByLabel('Tax ID', { exact: true }).fill('12')
    await page.getByLabel('PO number').fill('PO-7741')
    await page.getByRole('button', { name: 'Save details' }).click()
    await expect(page.getByText('One looks like IE1234567FA.')).toBeVisible()
    await page.getByLabel('Tax ID', { exact: true }).fill('IE3628739LH')
    await page.getByRole('button', { name: 'Save details' }).click()
    await page.waitForURL('**/billing?details=saved')
    for (const fact of ['Halcyon Interactive Ltd', '12 Quay Street', 'Ireland', 'IE3628739LH', 'PO-7741'])
      await expect(page.getByRole('definition').filter({ hasText: fact })).toBeVisible()
  })
})

test('who only looks can change neither cards nor details', async ({ page, system }) => {
  await signInToDemo(page, system, 'tomas@halcyon.example')
  await page.goto('/billing')
  await expect(page.getByText('Owners, admins and billing members can change cards.')).toBeVisible()
  for (const name of [/^Actions for/, 'Add a card', 'Replace', 'Manage in Stripe'])
    await expect(page.getByRole('button', { name })).toHaveCount(0)
  await page.goto('/billing/details')
  await expect(page.getByRole('button', { name: 'Save details' })).toHaveCount(0)
})

/** With a key for Stripe's script, which is not to be had here. */
const testWithCardForm = testWithOwnSystem.extend({
  system: [
    async ({}, use) => {
      const settings = { STRIPE_PUBLISHABLE_KEY: 'pk_test_endtoend' }
      const { stop, ...addresses } = await startSystem({ settings })
      await use(addresses)
      await stop()
    },
    { scope: 'test', timeout: 240_000 },
  ],
})

const model = 'anthropic/claude-3.5-sonnet'

/** The status that the API answers a request with that costs. */
async function statusOf({ apiBaseUrl }: Addresses, apiKey: string, maxTokens = 10): Promise<number> {
  const client = new OpenAI({ baseURL: apiBaseUrl, apiKey, maxRetries: 0 })
  try {
    await client.chat.completions.create({
      model,
      max_tokens: maxTokens,
      messages: [{ role: 'user', content: `Write a story of ${maxTokens * 2} words about a lighthouse.` }],
    })
    return 200
  } catch (error) {
    if (error instanceof OpenAI.APIError && typeof error.status === 'number') return error.status
    throw error
  }
}

const banner = (page: Page) => page.getByRole('complementary', { name: 'Account standing' })

testWithCardForm(
  'Stripe’s form gives way to its page; a payment that fails leads by reminders to the suspension, and paying it back at once',
  async ({ page, system }) => {
    testWithCardForm.setTimeout(180_000)
    const email = 'otto@dunning.example'
    await fetch(`${system.sandboxUrl}/models/_control`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tps: 0, ttft_ms: 0 }),
    })
    const subjects = async () => {
      const answer = await fetch(`${system.sandboxUrl}/mail/api/messages?to=${encodeURIComponent(email)}`)
      return ((await answer.json()) as { subject: string }[]).map(({ subject }) => subject)
    }
    await page.route('https://js.stripe.com/**', route => route.abort())
    await signUp(page, system, 'Otto Owes', email)

    await test.step('the form may be embedded on its own page alone; where its script does not come, there is Stripe’s page', async () => {
      const elsewhere = await page.goto('/billing')
      expect(elsewhere?.headers()['content-security-policy']).toContain("frame-src 'none'")
      await page.getByLabel('Start with a monthly limit').fill('25')
      const opened = page.waitForResponse(answer => new URL(answer.url()).pathname === '/billing/card')
      await page.getByRole('button', { name: 'Set Up Billing' }).click()
      const policy = (await opened).headers()['content-security-policy'] ?? ''
      expect(policy).toMatch(/frame-src [^;]*https:\/\/checkout\.stripe\.com/)
      expect(policy).toMatch(/script-src [^;]*https:\/\/js\.stripe\.com/)
      await expect(page.getByText('could not be loaded here')).toBeVisible()
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([])
      await page.getByRole('button', { name: 'Continue on Stripe’s page' }).click()
      await whileOnCheckout(page, system, () => saveCard(page, '4000000000000341'))
      await page.waitForURL('**/billing?setup=complete')
      await expect(cardRow(page, 'Visa •••• 0341')).toContainText('Default')
      await page.goto('/billing/limits')
      await expect(page.getByLabel('Monthly limit')).toHaveValue('25.00')
    })

    const key = await createKey(page, { name: 'otto' })
    const spent = await Promise.all(Array.from({ length: 6 }, () => statusOf(system, key, 8_000)))
    expect(spent).toEqual([200, 200, 200, 200, 200, 200])
    const month = await moveToNextMonth(page, system)
    const day = (count: number) => new Date(Date.parse(`${month}-01T00:15:00Z`) + count * 86_400_000)
    const failed = async () =>
      (await subjects()).filter(subject => /^Payment of .* failed|reminder: .* is unpaid/i.test(subject))

    await test.step('the payment fails: every page says so, with the way out, and the API goes on', async () => {
      for (const path of ['/usage', '/keys', '/billing']) {
        await page.goto(`${system.appUrl}${path}`)
        await expect(banner(page)).toContainText('failed. The bank declined the card.')
        await expect(banner(page).getByRole('link', { name: 'Pay the invoice' })).toBeVisible()
      }
      expect(await statusOf(system, key)).toBe(200)
      await expect.poll(async () => (await failed()).length).toBe(1)
    })

    await test.step('reminders on the third and the sixth day', async () => {
      await moveClockTo(page, system, day(3))
      await expect.poll(async () => (await failed()).length).toBe(2)
      await moveClockTo(page, system, day(6))
      await expect.poll(async () => (await failed()).length).toBe(3)
    })

    await test.step('after seven days the API refuses what costs', async () => {
      await moveClockTo(page, system, day(7))
      expect(await statusOf(system, key)).toBe(402)
      await page.goto(`${system.appUrl}/usage`)
      await expect(banner(page)).toContainText('Requests that cost are refused')
      await expect.poll(subjects).toContainEqual(expect.stringContaining('is suspended'))
    })

    await test.step('the only card stays while something is owed', async () => {
      await page.goto(`${system.appUrl}/billing`)
      await page.getByRole('button', { name: 'Actions for Visa •••• 0341' }).click()
      await page.getByRole('menuitem', { name: 'Remove…' }).click()
      await expect(page.getByRole('dialog')).toContainText('an invoice is not paid yet')
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    })

    await test.step('paid: it works again at once', async () => {
      const opened = page.waitForEvent('popup')
      await banner(page).getByRole('link', { name: 'Pay the invoice' }).click()
      const stripes = await opened
      await stripes.getByText('Pay with another card').click()
      await typeCard(stripes, '4242424242424242')
      await stripes.getByRole('button', { name: 'Pay with this card' }).click()
      await expect(stripes.getByText('Paid').first()).toBeVisible()
      await stripes.close()
      await expect.poll(() => statusOf(system, key)).toBe(200)
      await page.reload()
      await expect(banner(page)).toHaveCount(0)
      await expect(page.getByText('In good standing')).toBeVisible()
      await expect.poll(subjects).toContainEqual(expect.stringContaining('is back'))
    })
  },
)
