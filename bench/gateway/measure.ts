import { join } from 'node:path'
import { cpuMsOf, transactionsOf } from '@/bench/gateway/cost'
import type { LoadOrder, LoadResult, LoadSettings } from '@/bench/gateway/load-process'
import type { Subject } from '@/bench/gateway/subjects'
import { startChild } from '@/bench/harness/child'
import type { BenchDatabase } from '@/bench/harness/database'

export type Form = 'plain' | 'streaming'

export interface Measurement {
  readonly perSecond: number
  readonly cpuMsPerRequest: number
  readonly transactionsPerRequest: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failed: number
}

/** Backends publish their counters at most once a second. */
const statisticsMs = 1_200

/** Loads one subject in one way, once to warm up and once to measure. */
export async function measure(
  subject: Subject,
  form: Form,
  order: LoadOrder,
  { warmUpMs, database }: { readonly warmUpMs: number; readonly database: BenchDatabase },
): Promise<Measurement> {
  const load = await startChild<object>(join(import.meta.dirname, 'load-process.ts'), {
    settings: {
      port: subject.port,
      requests: subject.headers.map(headers => toRequest(subject, headers, form)),
      ending: form === 'plain' ? '"usage"' : 'data: [DONE]',
    } satisfies LoadSettings,
  })
  try {
    await load.ask<LoadResult>({ ...order, forMs: warmUpMs })
    await pause(statisticsMs)
    const before = { cpuMs: cpuMsOf(subject.pid), transactions: await transactionsOf(database) }
    const result = await load.ask<LoadResult>(order)
    const cpuMs = cpuMsOf(subject.pid) - before.cpuMs
    await pause(statisticsMs)
    const transactions = (await transactionsOf(database)) - before.transactions
    const { completed, failed, tookMs, latenciesMs } = result
    return {
      perSecond: (completed / tookMs) * 1000,
      cpuMsPerRequest: cpuMs / completed,
      transactionsPerRequest: transactions / completed,
      p50Ms: quantile(latenciesMs, 0.5),
      p99Ms: quantile(latenciesMs, 0.99),
      failed,
    }
  } finally {
    load.kill('SIGKILL')
  }
}

/** A conversation as they are sent: a system prompt, a question, a few settings; some 900 bytes. */
function toRequest({ path, port }: Subject, headers: Readonly<Record<string, string>>, form: Form): string {
  const body = JSON.stringify({
    model: 'openai/gpt-4o-mini',
    messages: [
      {
        role: 'system',
        content: 'You are a patient assistant. Answer briefly, and say so when you do not know. '.repeat(6),
      },
      {
        role: 'user',
        content: 'Why does the fox jump over the dog, and what does the dog make of it? '.repeat(4),
      },
    ],
    temperature: 0.7,
    max_tokens: 256,
    ...(form === 'streaming' ? { stream: true } : {}),
  })
  const all = {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    accept: '*/*',
    'user-agent': 'bench',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

function quantile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
