/** What a gateway tells the others of one meter (an account's or a key's requests or tokens of the last minute). */
export interface MeterReport {
  readonly used: number
  /** What it could use: admitted, refused, and some room to grow. */
  readonly wanted: number
  /** Until nothing of `used` is left in the minute. */
  readonly emptyInMs: number
}
/** By the meter's name. */
export type Reports = ReadonlyMap<string, MeterReport>

export interface OtherGateway {
  readonly reports: Reports
  readonly ageMs: number
  /** Fenced or silent ones grant nothing any more; what they granted still counts for a minute. */
  readonly isLive: boolean
}

/** A meter as it stands on this gateway. */
export interface MeterState extends Omit<MeterReport, 'wanted'> {
  readonly refused: number
  readonly limit: number
}

/** How long a claim is out before its owner acts on it: five exchanges, so that the others have heard of it and answered. */
export const claimHeardAfterMs = 750
/** Part of a limit that a gateway grants before it has claimed anything of it; at least one unit. */
export const unclaimedPart = 1 / 16
const minuteMs = 60_000

/**
 * One gateway's part of each rate limit, without a word per request. Far from a limit every gateway grants an equal share on
 * its own. Near it, a gateway claims what it wants; those that claim divide the whole limit by what they want, and those that
 * do not keep a sixteenth. So a client on one connection has its whole limit within a second, and the sum passes the limit by
 * at most a sixteenth (or one unit, where that is more) for each gateway without a claim. A pure machine: time and what
 * others said are passed in.
 */
export class RateShares {
  #gateways = 1
  /** Since when this gateway's claims are out, and what they said lately; the smallest holds. */
  readonly #claims = new Map<
    string,
    { readonly sinceMs: number; wanted: { atMs: number; units: number }[] }
  >()
  #others: readonly (OtherGateway & { readonly heardMs: number })[] = []

  get gateways(): number {
    return this.#gateways
  }

  setGateways(count: number): void {
    this.#gateways = Math.max(1, count)
    if (this.#gateways === 1) this.#claims.clear()
  }

  /** From how much use on a gateway claims: half an equal share. */
  claimsFrom(limit: number): number {
    return limit / (2 * this.#gateways)
  }

  /** Most units that this gateway may have granted in its last minute. */
  allowance(name: string, limit: number, nowMs: number): number {
    if (this.#gateways === 1) return limit
    const own = this.#effectiveClaim(name, nowMs)
    const others = this.#reportsOf(name, nowMs).filter(({ isLive }) => isLive)
    if (own === null) {
      const unclaimed = others.length === 0 ? limit / this.#gateways : limit * unclaimedPart
      return Math.max(1, Math.floor(unclaimed))
    }
    const gone = this.#goneUsed(name, nowMs)
    const [, ...theirs] = divide(Math.max(0, limit - gone), [
      own,
      ...others.map(({ report }) => report.wanted),
    ])
    const taken = others.reduce((sum, { report }, i) => sum + Math.max(report.used, theirs[i] ?? 0), gone)
    return Math.max(0, Math.floor(limit - taken))
  }

  /** What other gateways granted in the last minute, as far as they said. */
  usedElsewhere(name: string, nowMs: number): number {
    if (this.#others.length === 0) return 0
    return this.#reportsOf(name, nowMs).reduce((sum, { report }) => sum + report.used, 0)
  }

  emptyElsewhereInMs(name: string, nowMs: number): number {
    if (this.#others.length === 0) return 0
    return Math.max(
      0,
      ...this.#reportsOf(name, nowMs).map(({ report, heardMs }) => report.emptyInMs - (nowMs - heardMs)),
    )
  }

  /** Meters that others claim: what is used of them here, however little, has to be told. */
  *claimedElsewhere(): Iterable<string> {
    for (const { reports, isLive } of this.#others) if (isLive) yield* reports.keys()
  }

  /** What to tell the others now of the meters that may matter to them. What is no longer told is no longer claimed. */
  toReports(meters: ReadonlyMap<string, MeterState>, nowMs: number): Reports {
    const claimedElsewhere = new Set(this.claimedElsewhere())
    const reports = new Map<string, MeterReport>()
    for (const [name, { used, refused, limit, emptyInMs }] of meters) {
      const matters =
        refused > 0 || used >= this.claimsFrom(limit) || (used > 0 && claimedElsewhere.has(name))
      if (!matters) continue
      const wanted = Math.min(limit, used + refused + limit * unclaimedPart)
      reports.set(name, { used, wanted, emptyInMs })
      const claim = this.#claims.get(name) ?? { sinceMs: nowMs, wanted: [] }
      claim.wanted.push({ atMs: nowMs, units: wanted })
      this.#claims.set(name, claim)
    }
    for (const name of this.#claims.keys()) if (!reports.has(name)) this.#claims.delete(name)
    return reports
  }

  /** What the others said last; it holds until they say more, or for a minute where they are gone. */
  learn(others: readonly OtherGateway[], nowMs: number): void {
    this.#others = others.map(other => ({ ...other, heardMs: nowMs - other.ageMs }))
  }

  /** Null until the claim is heard. A higher one counts once it is heard as well, a lower one at once. */
  #effectiveClaim(name: string, nowMs: number): number | null {
    const claim = this.#claims.get(name)
    if (!claim || nowMs - claim.sinceMs < claimHeardAfterMs) return null
    const firstRecent = claim.wanted.findIndex(({ atMs }) => nowMs - atMs < claimHeardAfterMs)
    const from = firstRecent < 0 ? claim.wanted.length - 1 : Math.max(0, firstRecent - 1)
    claim.wanted = claim.wanted.slice(from)
    return Math.min(...claim.wanted.map(({ units }) => units))
  }

  #goneUsed(name: string, nowMs: number): number {
    return this.#reportsOf(name, nowMs).reduce(
      (sum, { report, isLive }) => sum + (isLive ? 0 : report.used),
      0,
    )
  }

  #reportsOf(name: string, nowMs: number): { report: MeterReport; isLive: boolean; heardMs: number }[] {
    return this.#others.flatMap(({ reports, isLive, heardMs }) => {
      const report = nowMs - heardMs < minuteMs ? reports.get(name) : undefined
      return report ? [{ report, isLive, heardMs }] : []
    })
  }
}

/** Divides a whole by what each wants: nobody gets more than wanted while another has less; what nobody wants goes round equally. */
export function divide(whole: number, wants: readonly number[]): number[] {
  const shares = wants.map(() => 0)
  let left = whole
  let hungry = wants.map((_, i) => i).toSorted((a, b) => (wants[a] ?? 0) - (wants[b] ?? 0))
  while (hungry.length > 0) {
    const [least] = hungry
    if (least === undefined) break
    const equal = left / hungry.length
    const share = Math.min(wants[least] ?? 0, equal)
    shares[least] = share
    left -= share
    hungry = hungry.slice(1)
  }
  return shares.map(share => share + left / wants.length)
}
