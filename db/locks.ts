/**
 * Advisory locks, any numbers that differ. Settlement holds `ledger` shared for its whole transaction; whoever flips a marker
 * that settlement reads (a period's state, the fold's mark) takes it exclusively for just that. `migration`, `partitions` and
 * `monthClose` let one process at a time do that work.
 */
export const locks = {
  migration: 7_305_401,
  ledger: 7_305_402,
  partitions: 7_305_403,
  monthClose: 7_305_404,
} as const
