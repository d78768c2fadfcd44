import { Gauge, Registry } from 'prom-client'
import { Tally, TalliedHistogram } from '@/gateway/metrics/tally'
import { toUsdString } from '@/lib/money'
import type { UsageEvent } from '@/lib/usage/event'

/** What a gateway is like at the moment, read when somebody asks. */
export interface GatewayState {
  readonly openRequests: number
  /** Usage events not known to be committed. */
  readonly pendingEvents: number
  readonly ledgerIsLive: boolean
  readonly isFenced: boolean
  readonly liveGateways: number
  readonly clockSkewMs: number
}

const secondsOfRequests = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
]
const secondsOfOurs = [
  0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 5,
]
const eventsPerBatch = [1, 2, 5, 10, 20, 50, 100, 200, 500]

/** What this process counts, for Prometheus. No label carries an account, a key or anything that a client wrote. */
export class Metrics {
  readonly registry = new Registry()
  readonly #requests
  readonly #duration
  readonly #overhead
  readonly #firstToken
  readonly #denials
  readonly #reservations
  readonly #upstreamErrors
  readonly #metered
  readonly #absorbed
  readonly #batchEvents
  readonly #batchSeconds
  readonly #batchErrors

  constructor(readState: () => GatewayState) {
    const about = (name: string, help: string) => ({
      name: `serika_gateway_${name}`,
      help,
      registry: this.registry,
    })
    this.#requests = new Tally(
      about('requests_total', 'Requests that are over, by endpoint and class of status'),
      ['endpoint', 'status'] as const,
    )
    this.#duration = new TalliedHistogram(
      about('request_duration_seconds', 'From the request to the end of its answer'),
      secondsOfRequests,
      'endpoint',
    )
    this.#overhead = new TalliedHistogram(
      about(
        'overhead_seconds',
        'The part of a generation in which no provider was at work on it: ours, and the wait for its body',
      ),
      secondsOfOurs,
      'endpoint',
    )
    this.#firstToken = new TalliedHistogram(
      about('time_to_first_token_seconds', 'From a streaming request to the first text of its answer'),
      secondsOfRequests,
    )
    this.#denials = new Tally(about('denials_total', 'Requests refused before admission, by error code'), [
      'reason',
    ] as const)
    this.#reservations = new Tally(
      about(
        'reservations_total',
        'Reservations made from the lease in memory, or after waiting for the database',
      ),
      ['lease'] as const,
    )
    this.#upstreamErrors = new Tally(
      about('upstream_errors_total', 'Answers that a provider failed to give'),
      ['provider', 'kind'] as const,
    )
    this.#metered = new Tally(about('metered_units_total', 'Tokens and images of committed events'), [
      'unit',
      'model',
    ] as const)
    this.#absorbed = new Tally(
      about(
        'absorbed_dollars_total',
        'What providers billed beyond what was held for it, and nobody is charged',
      ),
      ['provider', 'model'] as const,
    )
    this.#batchEvents = new TalliedHistogram(
      about('settle_batch_events', 'Events per settled batch'),
      eventsPerBatch,
    )
    this.#batchSeconds = new TalliedHistogram(
      about('settle_seconds', 'How long a batch took to commit'),
      secondsOfOurs,
    )
    this.#batchErrors = new Tally(
      about('settle_errors_total', 'Batches whose commit failed or is not known; they go again'),
      [],
    )
    this.#watch(readState)
  }

  /** `upstreamMs`: how long of it a provider was at work; null where none was asked. */
  requestOver(endpoint: string, httpStatus: number, durationMs: number, upstreamMs: number | null): void {
    this.#requests.add(1, endpoint, statusClasses[Math.floor(httpStatus / 100)] ?? 'none')
    this.#duration.tally(durationMs / 1000, endpoint)
    if (upstreamMs !== null) this.#overhead.tally(Math.max(0, durationMs - upstreamMs) / 1000, endpoint)
  }

  firstToken(afterMs: number): void {
    this.#firstToken.tally(afterMs / 1000)
  }

  denied(reason: string): void {
    this.#denials.add(1, reason)
  }

  reserved(lease: 'in_memory' | 'waited'): void {
    this.#reservations.add(1, lease)
  }

  upstreamFailed(provider: string, kind: string): void {
    this.#upstreamErrors.add(1, provider, kind)
  }

  batchSettled(events: number, tookMs: number): void {
    this.#batchEvents.tally(events)
    this.#batchSeconds.tally(tookMs / 1000)
  }

  batchFailed(): void {
    this.#batchErrors.add(1)
  }

  metered({ modelId, inputTokens, outputTokens, images, provider, absorbedNanos }: UsageEvent): void {
    if (inputTokens > 0) this.#metered.add(inputTokens, 'input_token', modelId)
    if (outputTokens > 0) this.#metered.add(outputTokens, 'output_token', modelId)
    if (images > 0) this.#metered.add(images, 'image', modelId)
    if (absorbedNanos > 0n) this.#absorbed.add(Number(toUsdString(absorbedNanos)), provider ?? '', modelId)
  }

  #watch(readState: () => GatewayState): void {
    const gauge = (name: string, help: string, read: (state: GatewayState) => number) =>
      new Gauge({
        name: `serika_gateway_${name}`,
        help,
        registers: [this.registry],
        collect() {
          this.set(read(readState()))
        },
      })
    gauge('open_requests', 'Requests being served', state => state.openRequests)
    gauge('pending_events', 'Usage events not known to be committed', state => state.pendingEvents)
    gauge('ledger_live', '1 while the ledger answers and changes arrive', state => Number(state.ledgerIsLive))
    gauge('fenced', '1 once the ledger has fenced this gateway', state => Number(state.isFenced))
    gauge('live_gateways', 'Gateways that share the rate limits', state => state.liveGateways)
    gauge(
      'clock_skew_seconds',
      "This machine's clock against the database's",
      state => state.clockSkewMs / 1000,
    )
  }
}

const statusClasses = ['none', '1xx', '2xx', '3xx', '4xx', '5xx']
