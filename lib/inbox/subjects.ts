/** Stripe's ids that tell whose an event is: its object's own, then its customer's. */
export function subjectsOf(event: {
  readonly objectId: string | null
  readonly payload: Readonly<Record<string, unknown>>
}): string[] {
  const { data } = event.payload
  const object = isObject(data) && isObject(data.object) ? data.object : {}
  return [event.objectId, object.customer].filter(id => typeof id === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
