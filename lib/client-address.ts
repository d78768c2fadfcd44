import { BlockList, isIP } from 'node:net'

export type IsTrusted = (address: string) => boolean

/** Tells whether an address is one of the proxies (addresses or CIDR ranges) whose X-Forwarded-For is believed. */
export function trustedProxies(entries: readonly string[]): IsTrusted {
  const proxies = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) proxies.addAddress(address, family)
    else proxies.addSubnet(address, Number(prefix), family)
  }
  return address => isIP(address) !== 0 && proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * The address of the client behind a request. `socketAddress` is who connected to us; `forwardedFor` is the header as received, which
 * anyone can send: it counts only as far as trusted proxies wrote it, read from the right, to the first address that is not one of them.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: IsTrusted,
): string {
  let client = plain(socketAddress ?? '')
  if (forwardedFor === undefined) return client
  const hops = forwardedFor.split(',').map(hop => plain(hop.trim()))
  for (const hop of hops.toReversed()) {
    if (!isTrusted(client) || isIP(hop) === 0) break
    client = hop
  }
  return client
}

/** An IPv4 address as an IPv6 socket reports it (::ffff:1.2.3.4) is the same client as that IPv4 address. */
function plain(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address
}
