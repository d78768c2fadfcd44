import type { Page } from '@playwright/test'

interface NewKey {
  readonly name: string
  /** Monthly limit in dollars; '' for none. */
  readonly limit?: string
  /** By their labels, besides text generation. */
  readonly permissions?: readonly string[]
}

/** The id of a key, by its name on API Keys. */
export async function keyIdOf(page: Page, name: string): Promise<string> {
  await page.goto('/keys')
  const link = page.getByRole('table', { name: 'API keys' }).getByRole('link', { name, exact: true })
  return (await link.getAttribute('href'))?.split('/').at(-1) ?? ''
}

/** Makes a key in the dialog of API Keys and returns its secret. */
export async function createKey(page: Page, { name, limit = '', permissions = [] }: NewKey): Promise<string> {
  await page.goto('/keys')
  await page.getByRole('button', { name: 'Create key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  for (const label of permissions)
    await dialog.getByRole('checkbox', { name: new RegExp(label, 'i') }).check()
  await dialog.getByLabel('Monthly limit for this key').fill(limit)
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const secret = await page.getByLabel('Your new key', { exact: true }).textContent()
  await page.getByRole('checkbox', { name: /stored this key/ }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  return secret ?? ''
}
