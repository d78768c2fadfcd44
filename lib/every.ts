/**
 * Runs `work` over and over, so long after its last run ended. The function that comes back stops it, and waits for a run that is
 * under way. Rejects then with the first failure, after which `work` was not run again.
 */
export function every(intervalMs: number, work: () => Promise<void>): () => Promise<void> {
  const state: { stopped: boolean; timer?: NodeJS.Timeout; failure?: { error: unknown } } = { stopped: false }
  let running = Promise.resolve()
  const arm = () => {
    if (state.stopped) return
    state.timer = setTimeout(() => {
      running = work().then(arm, (error: unknown) => {
        state.failure = { error }
      })
    }, intervalMs)
  }
  arm()
  return async () => {
    state.stopped = true
    clearTimeout(state.timer)
    await running
    if (state.failure) throw state.failure.error
  }
}
