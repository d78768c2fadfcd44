import { expect, test } from './test'

test('GitHub signs people in: an account of their own the first time, the same one ever after', async ({
  page,
}) => {
  const signIn = async () => {
    await page.goto('/keys')
    await expect(page).toHaveURL(/\/signin\?next=%2Fkeys$/)
    await page.getByRole('button', { name: 'Continue with GitHub' }).click()
    await page.getByRole('button', { name: /octocat/ }).click()
    await expect(page.getByRole('heading', { name: 'API Keys' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'User menu, Octo Cat' })).toBeVisible()
  }

  await signIn()
  await expect(page.getByRole('complementary').getByText("Octo's account")).toBeVisible()
  await page.getByRole('button', { name: 'Create key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('octo-key')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await page.getByRole('checkbox', { name: 'I have stored this key' }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row', { name: /octo-key/ })).toBeVisible()

  await page.getByRole('button', { name: 'User menu, Octo Cat' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()

  await signIn()
  await expect(page.getByRole('row', { name: /octo-key/ })).toBeVisible()
})

test('an address that GitHub has not verified opens nothing', async ({ page }) => {
  await page.goto('/signin')
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  // The stand-in's own administrator has an address that no mail can reach.
  await page.getByRole('button', { name: /admin@localhost/ }).click()
  await expect(page.getByText('Verify your e-mail address with the provider first')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})
