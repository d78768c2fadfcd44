/** The API version the sandbox speaks: the one the pinned SDK sends. */
export const apiVersion = '2026-10-28.endive'
