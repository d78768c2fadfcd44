import type { Locator, Page } from '@playwright/test'
import type { Addresses } from '@/e2e/system'
import { typeCard } from './customer'

/** Does something on Stripe's Checkout page, as soon as it is there. */
export async function whileOnCheckout(
  page: Page,
  { sandboxUrl }: Addresses,
  work: () => Promise<void>,
): Promise<void> {
  await page.waitForURL(`${sandboxUrl}/checkout/**`)
  await work()
}

/** Types a card into Checkout and sends it. */
export async function saveCard(page: Page, number: string): Promise<void> {
  await typeCard(page, number)
  await page.getByRole('button', { name: 'Save card' }).click()
}

/** Answers the card's bank, which asks whether it is you. */
export async function answerBank(page: Page, answer: 'Complete' | 'Fail'): Promise<void> {
  await page.waitForURL('**/3ds/**')
  await page.getByRole('button', { name: answer }).click()
}

/** Saves another card from the Billing section to the return. `answer`: what its bank is told, null where it does not ask. */
export async function addCard(
  page: Page,
  system: Addresses,
  number: string,
  answer: 'Complete' | null,
): Promise<void> {
  await page.getByRole('button', { name: 'Add a card' }).click()
  await whileOnCheckout(page, system, () => saveCard(page, number))
  if (answer !== null) await answerBank(page, answer)
  await page.waitForURL('**/billing?setup=complete')
}

/** A saved card's row in the list of payment methods, by its name. */
export function cardRow(page: Page, name: string): Locator {
  return page.getByRole('region', { name: 'Payment methods' }).getByRole('listitem').filter({ hasText: name })
}
