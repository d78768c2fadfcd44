import type Stripe from 'stripe'
import { invalidRequest, notPlayed } from '@/sandbox/stripe/api/errors'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId, randomText } from '@/sandbox/stripe/ids'
import { defaultConfiguration } from '@/sandbox/stripe/resources/portal-configurations'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Session = Objects['billing_portal.session']
type Configuration = Objects['billing_portal.configuration']

const kind = 'billing_portal.session'
const minute = 60
/** A link has to be opened soon, and stays good while it is used. */
const openWithin = 5 * minute
const idleAtMost = 60 * minute

export const portalSessionOperations = [
  operation<Stripe.BillingPortal.SessionCreateParams>(
    'PostBillingPortalSessions',
    ['configuration', 'customer', 'flow_data', 'locale', 'return_url'],
    (scope, { params }) => createSession(scope, params),
  ),
]

function createSession(scope: Scope, params: Stripe.BillingPortal.SessionCreateParams): Session {
  if (!params.customer) {
    throw invalidRequest('Missing required param: customer.', {
      code: 'parameter_missing',
      param: 'customer',
    })
  }
  const customer = scope.refer('customer', params.customer, 'customer')
  const configuration = params.configuration
    ? scope.refer('billing_portal.configuration', params.configuration, 'configuration')
    : defaultConfiguration(scope)
  if (!configuration.active) {
    throw invalidRequest(`The configuration ${configuration.id} is not active.`, { param: 'configuration' })
  }
  for (const url of [params.return_url, params.flow_data?.after_completion?.redirect?.return_url]) {
    if (url && !/^https?:\/\//.test(url)) {
      throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: 'return_url' })
    }
  }
  const session: Session = {
    id: newId('bps'),
    object: kind,
    configuration: configuration.id,
    created: scope.now,
    customer: customer.id,
    customer_account: null,
    flow: flowOf(configuration, params.flow_data),
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: null,
    return_url: params.return_url ?? configuration.default_return_url,
    url: `${scope.baseUrl}/portal/test_${randomText(40)}`,
  }
  return scope.create(kind, session, 'billing_portal.session.created', {
    goodUntil: scope.now + openWithin,
  })
}

const playedFlows = ['customer_update', 'payment_method_update'] as const

function flowOf(
  { features }: Configuration,
  flow: Stripe.BillingPortal.SessionCreateParams.FlowData | undefined,
): Session['flow'] {
  if (!flow) return null
  const type = playedFlows.find(played => played === flow.type)
  if (!type) throw notPlayed(`the portal flow '${flow.type}'`, 'flow_data[type]')
  if (!features[type].enabled) {
    throw invalidRequest(`The portal configuration does not have ${type} enabled.`, {
      param: 'flow_data[type]',
    })
  }
  const after = flow.after_completion
  return {
    after_completion: {
      hosted_confirmation: after?.hosted_confirmation
        ? { custom_message: after.hosted_confirmation.custom_message ?? null }
        : null,
      redirect: after?.redirect ? { return_url: after.redirect.return_url } : null,
      type: after?.type ?? 'portal_homepage',
    },
    customer_update: type === 'customer_update' ? {} : null,
    subscription_cancel: null,
    subscription_pause: null,
    subscription_update: null,
    subscription_update_confirm: null,
    type,
  }
}

/** What a visitor of the portal sees, and may do. */
export interface Visit {
  session: Session
  configuration: Configuration
  customer: Objects['customer']
  features: Configuration['features']
}

/** Opens the portal by the secret part of its URL, or not: links expire, and customers can be deleted. Each visit keeps the link good for an hour. */
export function visitPortal(scope: Scope, secret: string): Visit | { expired: Session } | undefined {
  const [session] = scope.store.all(kind, [{ field: 'url', value: `${scope.baseUrl}/portal/${secret}` }])
  if (!session) return undefined
  const customer = scope.store.find('customer', session.customer)
  const { goodUntil } = scope.store.hidden(session.id)
  if (!customer || Number(goodUntil) < scope.now) return { expired: session }
  scope.store.setHidden(session.id, { goodUntil: scope.now + idleAtMost })
  const configuration = scope.get('billing_portal.configuration', session.configuration)
  return { session, configuration, customer, features: configuration.features }
}
