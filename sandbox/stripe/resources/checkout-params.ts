import type Stripe from 'stripe'
import { invalidRequest, notPlayed } from '@/sandbox/stripe/api/errors'
import type { Scope } from '@/sandbox/stripe/scope'

/** Seconds that a session may be open. */
const shortest = 30 * 60
const longest = 24 * 60 * 60

/** Whether a session can be made so, and when it will expire (Unix seconds). */
export function checkedSession(scope: Scope, params: Stripe.Checkout.SessionCreateParams): number {
  if (params.mode !== 'setup') throw notPlayed(`Checkout in mode '${params.mode ?? 'payment'}'`, 'mode')
  checkUrls(params)
  if (!params.currency && !params.allowed_payment_method_types) {
    throw invalidRequest('You must provide `currency` or `allowed_payment_method_types` in `setup` mode.', {
      code: 'parameter_missing',
      param: 'currency',
    })
  }
  const other = params.allowed_payment_method_types?.find(type => type !== 'card')
  if (other) throw notPlayed(`the payment method '${other}'`, 'allowed_payment_method_types')
  if (params.customer && params.customer_email) {
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.', {
      code: 'parameters_exclusive',
    })
  }
  if (params.customer) scope.refer('customer', params.customer, 'customer')
  const expiresAt = params.expires_at ?? scope.now + longest
  if (expiresAt < scope.now + shortest || expiresAt > scope.now + longest) {
    throw invalidRequest(
      'The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.',
      {
        param: 'expires_at',
      },
    )
  }
  return expiresAt
}

/** The hosted page leads back by `success_url`; the one embedded in the merchant's own by `return_url`, or not at all. */
function checkUrls(params: Stripe.Checkout.SessionCreateParams): void {
  const mode = params.ui_mode ?? 'hosted_page'
  if (mode !== 'hosted_page' && mode !== 'embedded_page') throw notPlayed(`Checkout as ${mode}`, 'ui_mode')
  const embedded = mode === 'embedded_page'
  const foreign = embedded
    ? (['success_url', 'cancel_url'] as const)
    : (['return_url', 'redirect_on_completion'] as const)
  const wrong = foreign.find(param => params[param] !== undefined)
  if (wrong) {
    throw invalidRequest(`You can not pass \`${wrong}\` when \`ui_mode\` is \`${mode}\`.`, { param: wrong })
  }
  const required = embedded ? 'return_url' : 'success_url'
  const stays = params.redirect_on_completion === 'never'
  if (stays ? params.return_url !== undefined : !params[required]) {
    throw stays
      ? invalidRequest('You can not pass `return_url` when nothing redirects.', { param: 'return_url' })
      : invalidRequest(`Missing required param: ${required}.`, { code: 'parameter_missing', param: required })
  }
  for (const param of ['success_url', 'cancel_url', 'return_url'] as const) {
    const url = params[param]
    if (url && !/^https?:\/\//.test(url))
      throw invalidRequest('Not a valid URL', { code: 'url_invalid', param })
  }
}
