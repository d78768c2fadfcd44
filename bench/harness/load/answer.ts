/** What a client makes of an answer's bytes. */
export interface Reading {
  /** It may be taken for whole. */
  readonly whole: boolean
  /** The upstream's id of it. */
  readonly answerId: string | null
  readonly errorCode: string | null
  /** Whether an error promised that nothing was charged. */
  readonly saysNotCharged: boolean
}

/** A body that came in one piece. */
export function readBody(status: number, text: string): Reading {
  const body = parse(text)
  if (status !== 200 || body?.error) return toError(body)
  const isImages = Array.isArray(body?.data) && body.data.length > 0
  const whole = isImages || (body?.choices?.every(choice => choice.finish_reason != null) ?? false)
  return { whole, answerId: body?.id ?? null, errorCode: null, saysNotCharged: false }
}

/**
 * A stream of events, read as they come. It counts as whole from its first finish_reason on, which is stricter than [DONE]:
 * whoever has that may take the answer for complete, whatever happens to the connection then.
 */
export class StreamReading {
  #rest = ''
  #whole = false
  #answerId: string | null = null
  #error: Reading | null = null

  push(text: string): void {
    const events = (this.#rest + text).split('\n\n')
    this.#rest = events.pop() ?? ''
    for (const event of events) this.#onData(event.replace(/^data: /, ''))
  }

  get reading(): Reading {
    return (
      this.#error ?? { whole: this.#whole, answerId: this.#answerId, errorCode: null, saysNotCharged: false }
    )
  }

  #onData(data: string): void {
    if (data === '[DONE]') return
    const chunk = parse(data)
    if (chunk?.error) this.#error = { ...toError(chunk), answerId: this.#answerId }
    this.#answerId ??= chunk?.id ?? null
    this.#whole ||= chunk?.choices?.some(choice => choice.finish_reason != null) ?? false
  }
}

interface Body {
  readonly id?: string
  readonly data?: unknown
  readonly choices?: readonly { readonly finish_reason?: string | null }[]
  readonly error?: { readonly message?: string; readonly code?: string | null }
}

function toError(body: Body | undefined): Reading {
  return {
    whole: false,
    answerId: null,
    errorCode: body?.error?.code ?? 'not_an_error_body',
    saysNotCharged: /nothing was charged/i.test(body?.error?.message ?? ''),
  }
}

/** Half a body is no body. */
function parse(text: string): Body | undefined {
  try {
    return JSON.parse(text) as Body
  } catch {
    return undefined
  }
}
