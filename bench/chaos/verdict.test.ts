import { expect, test } from 'vitest'
import type { Evidence } from '@/bench/chaos/evidence'
import { judge } from '@/bench/chaos/verdict'
import type { BillLine } from '@/bench/harness/bill'
import type { LedgerEvent } from '@/bench/harness/ledger'
import type { Attempt } from '@/bench/harness/load/client'

// gpt-4o: 2,500 and 10,000 nano-dollars per token.
const cost = 100n * 2_500n + 20n * 10_000n

const line: BillLine = {
  id: 'gen-1',
  requestId: 'req_1',
  account: 'acc_1',
  endpoint: 'chat',
  model: 'openai/gpt-4o',
  promptTokens: 100,
  completionTokens: 20,
  images: 0,
  size: null,
  streamed: true,
  aborted: false,
}
const answered: Attempt = {
  account: 'acc_1',
  kind: 'short',
  streamed: true,
  target: 'http://127.0.0.1:1',
  outcome: 'complete',
  status: 200,
  requestId: 'req_1',
  answerId: 'gen-1',
  errorCode: null,
  saysNotCharged: false,
}
const event: LedgerEvent = {
  accountId: 'acc_1',
  admittedAt: new Date(0),
  id: 'req_1',
  keyId: 'key_1',
  endpoint: '/chat/completions',
  modelId: 'openai/gpt-4o',
  priceId: 'price',
  status: 'succeeded',
  httpStatus: 200,
  errorCode: null,
  inputTokens: 100,
  outputTokens: 20,
  reasoningTokens: 0,
  images: 0,
  costNanos: cost,
  inputCostNanos: 250_000n,
  reservedNanos: cost,
  absorbedNanos: 0n,
  waivedNanos: 0n,
  estimated: false,
  streamed: true,
  provider: 'aggregator',
  upstreamId: 'gen-1',
  gatewayId: 'gw_1',
  latencyMs: 1,
  ttftMs: 1,
  settledAt: new Date(0),
}
const clean: Evidence = {
  accounts: [{ accountId: 'acc_1', keyId: 'key_1', secret: '', limitNanos: cost }],
  attempts: [answered],
  bill: [line],
  ledger: { events: [event], differences: [], misallocated: [], heldNanos: 0n, settlementFailures: 0 },
  kills: { gateways: 1, databases: 1 },
  fenced: 0,
}
const withLedger = (ledger: Partial<Evidence['ledger']>): Evidence => ({
  ...clean,
  ledger: { ...clean.ledger, ...ledger },
})
const failing = (evidence: Evidence) =>
  judge(evidence).flatMap(({ what, found }) => (found.length > 0 ? [what] : []))

test('a run in which all sides agree has nothing against it', () => {
  expect(failing(clean)).toEqual([])
})

const noEvent = 'complete answers without an event'
const twice = 'events counted twice'
const lie = 'charged although the error said it was not'
const disagrees = 'events that disagree with the bill'
const over = 'spent or billed over the limit'

test.each<[string, string[], Evidence]>([
  ['has no event', [noEvent], withLedger({ events: [] })],
  [
    'is in the ledger as failed',
    [noEvent],
    withLedger({ events: [{ ...event, status: 'failed', costNanos: 0n }] }),
  ],
  [
    'was counted twice under two ids',
    [twice, disagrees, over],
    withLedger({ events: [event, { ...event, id: 'req_2' }] }),
  ],
  [
    'was charged more than it was billed',
    [disagrees, over],
    withLedger({ events: [{ ...event, costNanos: cost + 1n }] }),
  ],
  [
    'was charged less than it was billed',
    [disagrees],
    withLedger({ events: [{ ...event, costNanos: cost - 1n }] }),
  ],
  [
    'was said to cost nothing',
    [lie],
    { ...clean, attempts: [{ ...answered, outcome: 'refused', saysNotCharged: true }] },
  ],
  [
    'was billed over the limit, though the ledger says otherwise',
    [over],
    {
      ...withLedger({ events: [{ ...event, costNanos: cost - 1n, estimated: true }] }),
      accounts: [{ accountId: 'acc_1', keyId: 'key_1', secret: '', limitNanos: cost - 1n }],
    },
  ],
])('an answer that %s is found', (_name, expected, evidence) => {
  expect(failing(evidence)).toEqual(expected)
})

test('what is absorbed is not held against the limit', () => {
  const absorbed = { ...event, costNanos: cost - 5n, absorbedNanos: 5n }
  const accounts = [{ accountId: 'acc_1', keyId: 'key_1', secret: '', limitNanos: cost - 5n }] as const
  expect(failing({ ...withLedger({ events: [absorbed] }), accounts })).toEqual([])
})

test('sums that differ, grants that do not add up, what is still held and what could not be stored are found', () => {
  const evidence = withLedger({
    differences: ['x'],
    misallocated: ['x'],
    heldNanos: 1n,
    settlementFailures: 1,
  })
  expect(failing(evidence)).toHaveLength(4)
})
