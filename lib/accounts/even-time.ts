/**
 * Does the work, and answers no earlier than after `floorMs`: work that depends on whether an address is known must not be
 * told apart by its duration.
 */
export async function evenly<T>(floorMs: number, work: () => Promise<T>): Promise<T> {
  const [done] = await Promise.allSettled([work(), new Promise(resolve => setTimeout(resolve, floorMs))])
  if (done.status === 'rejected') throw done.reason
  return done.value
}
