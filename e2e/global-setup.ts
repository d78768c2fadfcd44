import { startSystem } from './system'

/** One seeded system for all tests that leave its clock alone. */
export default async function setup(): Promise<() => Promise<void>> {
  const { stop, ...addresses } = await startSystem({ seed: true })
  process.env.E2E_SYSTEM = JSON.stringify(addresses)
  return stop
}
