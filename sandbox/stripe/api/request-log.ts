export interface LoggedRequest {
  request_id: string
  method: string
  path: string
  operation: string | null
  /** 0 when the connection was dropped before anything was done. */
  status: number
  idempotency_key: string | null
  replayed: boolean
  duration_ms: number
}

const kept = 1000

/** The latest calls of the API and how many there were of each, since the start or the last `clear`. */
export class RequestLog {
  total = 0
  readonly counts = new Map<string, number>()
  private requests: LoggedRequest[] = []

  add(request: LoggedRequest): void {
    this.total += 1
    const name = request.operation ?? 'unknown'
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
    this.requests.push(request)
    if (this.requests.length > 2 * kept) this.requests = this.requests.slice(-kept)
  }

  /** Newest first. */
  latest(limit: number): LoggedRequest[] {
    return this.requests.slice(-Math.min(limit, kept)).reverse()
  }

  clear(): void {
    this.total = 0
    this.counts.clear()
    this.requests = []
  }
}
