import type Stripe from 'stripe'
import { notPlayed } from '@/sandbox/stripe/api/errors'
import { filtersOf, list, pagination } from '@/sandbox/stripe/api/list'
import { mergeMetadata } from '@/sandbox/stripe/api/metadata'
import { operation } from '@/sandbox/stripe/api/operation'
import { newId } from '@/sandbox/stripe/ids'
import type { Scope } from '@/sandbox/stripe/scope'
import type { Objects } from '@/sandbox/stripe/types'

type Configuration = Objects['billing_portal.configuration']
type Features = Configuration['features']
type Params = Stripe.BillingPortal.ConfigurationUpdateParams
type GivenFeatures = NonNullable<Params['features']>

const kind = 'billing_portal.configuration'
const accepted = [
  'business_profile',
  'default_return_url',
  'features',
  'login_page',
  'metadata',
  'name',
] as const

export const portalConfigurationOperations = [
  operation<Stripe.BillingPortal.ConfigurationCreateParams>(
    'PostBillingPortalConfigurations',
    accepted,
    (scope, { params }) => {
      const blank = blankConfiguration(scope)
      const made = { ...blank, ...changesOf(blank, params) }
      return scope.create(kind, made, 'billing_portal.configuration.created')
    },
  ),
  operation<Stripe.BillingPortal.ConfigurationRetrieveParams>(
    'GetBillingPortalConfigurationsId',
    [],
    (scope, { id }) => scope.get(kind, id),
  ),
  operation<Stripe.BillingPortal.ConfigurationListParams>(
    'GetBillingPortalConfigurations',
    [...pagination, 'active', 'is_default'],
    (scope, { params, path }) => {
      defaultConfiguration(scope)
      return list(scope, kind, path, params, filtersOf(params, ['active', 'is_default']))
    },
  ),
  operation<Params>('PostBillingPortalConfigurationsId', [...accepted, 'active'], (scope, { params, id }) => {
    const found = scope.get(kind, id)
    const change = { ...changesOf(found, params), updated: scope.now }
    return scope.update(kind, found, change, 'billing_portal.configuration.updated')
  }),
]

/** The one that sessions get when none is named: as if it had been saved in the dashboard, with everything the sandbox plays. */
export function defaultConfiguration(scope: Scope): Configuration {
  const [known] = scope.store.all(kind, [{ field: 'is_default', value: true }])
  if (known) return known
  const blank = blankConfiguration(scope)
  const features: Features = {
    ...blank.features,
    customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'phone', 'tax_id'] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true, payment_method_configuration: null },
  }
  return scope.create(kind, { ...blank, features, is_default: true })
}

function changesOf(current: Configuration, params: Params): Partial<Configuration> {
  if (params.login_page?.enabled) throw notPlayed('the portal’s own login page', 'login_page[enabled]')
  const change: Partial<Configuration> = {}
  if (params.active !== undefined) change.active = params.active
  if (params.name !== undefined) change.name = params.name || null
  if (params.default_return_url !== undefined) change.default_return_url = params.default_return_url || null
  if (params.metadata !== undefined) change.metadata = mergeMetadata(current.metadata ?? {}, params.metadata)
  if (params.features) change.features = mergedFeatures(current.features, params.features)
  const { headline, privacy_policy_url: privacy, terms_of_service_url: terms } = params.business_profile ?? {}
  const profile = current.business_profile
  change.business_profile = {
    headline: headline === undefined ? profile.headline : headline || null,
    privacy_policy_url: privacy === undefined ? profile.privacy_policy_url : privacy || null,
    terms_of_service_url: terms === undefined ? profile.terms_of_service_url : terms || null,
  }
  return change
}

function mergedFeatures(current: Features, given: GivenFeatures): Features {
  for (const name of ['subscription_cancel', 'subscription_pause', 'subscription_update'] as const) {
    if (given[name]?.enabled) throw notPlayed('subscriptions', `features[${name}]`)
  }
  const { customer_update: details, invoice_history: history, payment_method_update: cards } = given
  const allowed = details?.allowed_updates
  if (Array.isArray(allowed) && allowed.includes('shipping')) {
    throw notPlayed('shipping addresses', 'features[customer_update][allowed_updates]')
  }
  return {
    ...current,
    customer_update: {
      enabled: details?.enabled ?? current.customer_update.enabled,
      allowed_updates: Array.isArray(allowed) ? allowed : current.customer_update.allowed_updates,
    },
    invoice_history: { enabled: history?.enabled ?? current.invoice_history.enabled },
    payment_method_update: {
      ...current.payment_method_update,
      enabled: cards?.enabled ?? current.payment_method_update.enabled,
    },
  }
}

const blankConfiguration = (scope: Scope): Configuration => ({
  id: newId('bpc'),
  object: kind,
  active: true,
  application: null,
  business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
  created: scope.now,
  default_return_url: null,
  features: {
    customer_update: { allowed_updates: [], enabled: false },
    invoice_history: { enabled: false },
    payment_method_update: { enabled: false, payment_method_configuration: null },
    subscription_cancel: {
      cancellation_reason: { enabled: false, feedback_options: null, options: [] },
      enabled: false,
      mode: 'at_period_end',
      proration_behavior: 'none',
    },
    subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
    subscription_update: {
      billing_cycle_anchor: null,
      default_allowed_updates: [],
      enabled: false,
      proration_behavior: 'none',
      schedule_at_period_end: { conditions: [] },
      trial_update_behavior: 'end_trial',
    },
  },
  is_default: false,
  livemode: false,
  login_page: { enabled: false, url: null },
  metadata: {},
  name: null,
  updated: scope.now,
})
