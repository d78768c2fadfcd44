import type { Provider } from '@/sandbox/models/control'

/** What a provider would put on its bill for one request. */
export interface BillEntry {
  id: string
  provider: Provider
  endpoint: 'chat' | 'images' | 'jobs'
  model: string
  stream: boolean
  /** ISO time of arrival, real time. */
  at: string
  /** The caller's `x-serika-request-id`, if it sent one. */
  request_id: string | null
  status: number
  prompt_tokens: number
  /** Tokens that were generated, also when nobody was there any more to read them. */
  completion_tokens: number
  reasoning_tokens: number
  images: number
  /** The fault that was shown, if any. */
  fault: string | null
  /** The client went away before its answer was complete. */
  aborted: boolean
  /** Whether the answer has come to its end, one way or the other. */
  done: boolean
}

interface Totals {
  requests: number
  prompt_tokens: number
  completion_tokens: number
  images: number
  aborted: number
}
const none = (): Totals => ({ requests: 0, prompt_tokens: 0, completion_tokens: 0, images: 0, aborted: 0 })

/** The upstream's own record, against which a gateway's ledger can be held. Totals count all; entries keep the latest. */
export interface Bill {
  open(
    entry: Omit<BillEntry, 'at' | 'aborted' | 'done' | 'completion_tokens' | 'reasoning_tokens' | 'images'>,
  ): BillEntry
  /** Ends an entry with what was generated. */
  close(
    entry: BillEntry,
    made: Partial<Pick<BillEntry, 'completion_tokens' | 'reasoning_tokens' | 'images' | 'aborted'>>,
  ): void
  /** The line of an answer that the provider has given, by its own id. */
  find(id: string): BillEntry | undefined
  read(): { totals: Totals; open: number; dropped: number; entries: BillEntry[] }
  clear(): void
}

export const createBill = (kept: number): Bill => {
  let entries: BillEntry[] = []
  let dropped = 0
  let open = 0
  let totals = none()
  return {
    open: given => {
      const entry: BillEntry = {
        ...given,
        at: new Date().toISOString(),
        completion_tokens: 0,
        reasoning_tokens: 0,
        images: 0,
        aborted: false,
        done: false,
      }
      entries.push(entry)
      if (entries.length >= kept * 2) {
        dropped += entries.length - kept
        entries = entries.slice(-kept)
      }
      open++
      return entry
    },
    close: (entry, made) => {
      if (entry.done) return
      Object.assign(entry, made, { done: true })
      open--
      totals.requests++
      totals.prompt_tokens += entry.prompt_tokens
      totals.completion_tokens += entry.completion_tokens
      totals.images += entry.images
      if (entry.aborted) totals.aborted++
    },
    find: id => entries.findLast(entry => entry.id === id),
    read: () => {
      const hidden = Math.max(0, entries.length - kept)
      return { totals: { ...totals }, open, dropped: dropped + hidden, entries: entries.slice(hidden) }
    },
    clear: () => {
      entries = entries.filter(entry => !entry.done)
      dropped = 0
      totals = none()
    },
  }
}
