/**
 * Whether what stands in node_modules is what package-lock.json asks for, judged by the record that npm writes there last
 * (so an install that was interrupted does not count). Packages for other platforms may be absent.
 * @param {string | null} lockText package-lock.json
 * @param {string | null} recordText node_modules/.package-lock.json
 * @returns {boolean}
 */
export function isInstalled(lockText, recordText) {
  if (lockText === null || recordText === null) return false
  const wanted = JSON.parse(lockText).packages
  const present = JSON.parse(recordText).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const there = present[path]
    return there ? there.version === entry.version : Boolean(entry.optional ?? entry.devOptional)
  })
}
