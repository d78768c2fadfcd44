import { CoalescedSocket } from './coalesced-socket'

/**
 * Settings of a `pg` connection that cut it once nothing has moved on its socket for `ms`. pg's own `query_timeout` fails the
 * query but keeps the stuck connection, so that whoever gets it next waits as well.
 */
export function cutWhenSilent(ms: number) {
  return {
    connectionTimeoutMillis: ms,
    stream: () => {
      const socket = new CoalescedSocket()
      socket.setTimeout(ms, () => socket.destroy(new Error(`the database was silent for ${ms} ms`)))
      return socket
    },
  }
}
