import { createEmulator } from 'emulate'
import { startSystem } from './system'

/** One seeded system for all tests that leave its clock alone, with a stand-in for GitHub where one person has an account. */
export default async function setup(): Promise<() => Promise<void>> {
  const octocat = { login: 'octocat', name: 'Octo Cat', email: 'octocat@github.example' }
  const github = await createEmulator({ service: 'github', port: 0, seed: { github: { users: [octocat] } } })
  const settings = {
    GITHUB_CLIENT_ID: 'end-to-end',
    GITHUB_CLIENT_SECRET: 'end-to-end',
    GITHUB_BASE_URL: `http://127.0.0.1:${new URL(github.url).port}`,
  }
  const { stop, ...addresses } = await startSystem({ seed: true, settings })
  process.env.E2E_SYSTEM = JSON.stringify(addresses)
  return async () => {
    await stop()
    await github.close()
  }
}
