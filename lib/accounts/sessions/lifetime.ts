/** A session ends thirty days after sign-in, whatever happens in between. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60
