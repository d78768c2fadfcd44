import type Stripe from 'stripe'
import { invalidRequest } from '@/sandbox/stripe/api/errors'
import { list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId, randomText } from '@/sandbox/stripe/ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'
import { apiVersion } from '@/sandbox/stripe/version'

type Endpoint = Objects['webhook_endpoint']

export const webhookEndpointOperations = [
  operation<Stripe.WebhookEndpointCreateParams>(
    'PostWebhookEndpoints',
    ['api_version', 'description', 'enabled_events', 'metadata', 'url'],
    (scope, { params }) => {
      const secret = `whsec_${randomText(32)}`
      const endpoint = createEndpoint(scope, newId('we'), checkedUrl(params.url), secret, {
        description: params.description || null,
        enabled_events: params.enabled_events,
        metadata: mergeMetadata({}, params.metadata),
      })
      return { ...endpoint, secret }
    },
  ),
  operation<Stripe.WebhookEndpointRetrieveParams>('GetWebhookEndpointsId', [], (scope, { id }) =>
    scope.get('webhook_endpoint', id),
  ),
  operation<Stripe.WebhookEndpointListParams>('GetWebhookEndpoints', pagination, (scope, { params, path }) =>
    list(scope, 'webhook_endpoint', path, params, []),
  ),
  operation<Stripe.WebhookEndpointUpdateParams>(
    'PostWebhookEndpointsId',
    ['description', 'disabled', 'enabled_events', 'metadata', 'url'],
    (scope, { params, id }) => {
      const endpoint = scope.get('webhook_endpoint', id)
      const status =
        params.disabled === undefined ? endpoint.status : params.disabled ? 'disabled' : 'enabled'
      return scope.update('webhook_endpoint', endpoint, {
        description: params.description === undefined ? endpoint.description : params.description || null,
        enabled_events: params.enabled_events ?? endpoint.enabled_events,
        metadata: mergeMetadata(endpoint.metadata, params.metadata),
        status,
        url: params.url ? checkedUrl(params.url) : endpoint.url,
      })
    },
  ),
  operation<Stripe.WebhookEndpointDeleteParams>('DeleteWebhookEndpointsId', [], (scope, { id }) => {
    scope.get('webhook_endpoint', id)
    scope.store.delete(id)
    return { id, object: 'webhook_endpoint', deleted: true }
  }),
]

const configuredId = 'we_1ConfiguredAtStart0000000'

/** The endpoint given by configuration: always there, for all events, with the URL and secret of this start. */
export function configureEndpoint(scope: Scope, { url, secret }: { url: string; secret: string }): void {
  const known = scope.store.find('webhook_endpoint', configuredId)
  if (!known) {
    const description = 'Given when the sandbox was started'
    createEndpoint(scope, configuredId, url, secret, { description, enabled_events: ['*'], metadata: {} })
    return
  }
  scope.update('webhook_endpoint', known, { url, status: 'enabled' })
  scope.store.setHidden(configuredId, { secret })
}

function createEndpoint(
  scope: Scope,
  id: string,
  url: string,
  secret: string,
  details: Pick<Endpoint, 'description' | 'enabled_events' | 'metadata'>,
): Endpoint {
  const endpoint: Endpoint = {
    id,
    object: 'webhook_endpoint',
    api_version: apiVersion,
    application: null,
    created: scope.now,
    livemode: false,
    status: 'enabled',
    url,
    ...details,
  }
  return scope.create('webhook_endpoint', endpoint, undefined, { secret })
}

function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^https?:/.test(url)) return url
  throw invalidRequest('Invalid URL: an explicit scheme (such as https) must be provided.', {
    code: 'url_invalid',
    param: 'url',
  })
}
