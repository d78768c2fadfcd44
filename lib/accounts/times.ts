/** Both clocks, where an act touches the person (real time) and the tenant (platform time, which the demo can move). */
export interface Times {
  /** Real time: people, links, sessions. */
  readonly now: Date
  /** Platform time: accounts, keys, and what is written down about them. */
  readonly platformNow: Date
}
