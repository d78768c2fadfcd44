import { Refusal } from '@/gateway/refusal'
import type { Model } from '@/lib/catalog/catalog'
import type { Provider } from '@/lib/env-variables'

/**
 * Who can serve a request, in the model's order: those that are configured and take all of its fields.
 * @throws Refusal for what the first configured one does not take, or because none is
 */
export function chooseProviders<Problem>(
  model: Model,
  hasUpstream: (provider: Provider) => boolean,
  problemAt: (provider: Provider) => Problem | null,
  toRefusal: (problem: Problem) => Refusal,
): [Provider, ...Provider[]] {
  const configured = model.providers.filter(hasUpstream)
  const [first, ...others] = configured.filter(provider => problemAt(provider) === null)
  if (first) return [first, ...others]
  const [refusing] = configured
  const problem = refusing ? problemAt(refusing) : null
  throw problem === null ? new Refusal('upstream_unavailable', {}) : toRefusal(problem)
}
