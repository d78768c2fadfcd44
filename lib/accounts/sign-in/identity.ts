/** Who a provider says somebody is. */
export interface ProviderIdentity {
  readonly provider: 'github' | 'google'
  readonly providerAccountId: string
  readonly name: string
  /** In lower case; null where the provider vouches for none. Only an address the provider itself has verified may stand here. */
  readonly verifiedEmail: string | null
}
