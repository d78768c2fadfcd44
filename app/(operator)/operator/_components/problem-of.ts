import type { ActionState } from '@/app/_server/action-state'

/** What went wrong, in one sentence; nothing where it did not. */
export function problemOf(state: ActionState<unknown>): string | undefined {
  if (state.status !== 'error') return undefined
  return state.message || Object.values(state.fieldErrors)[0] || 'That did not work. Try again.'
}

/** A form with these values, as an action takes it. */
export function formOf(values: Readonly<Record<string, string>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) form.set(name, value)
  return form
}
