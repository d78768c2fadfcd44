import { runAsChild } from '@/bench/harness/child'
import { serveSandbox } from '@/lib/stripe/testing'

/** The Stripe sandbox in a process of its own, on a clock that stands still. */
runAsChild<{ readonly now: Date }>(async ({ now }) => {
  const { baseUrl } = await serveSandbox({ now: () => now })
  return { ready: baseUrl }
})
