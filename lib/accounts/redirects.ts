/**
 * Where to go after sign-in: `target` if it is a path of our own dashboard, else `fallback`. Refused are other origins in
 * every spelling a browser would follow (`//host`, `/\host`, `https:`, control characters) and the sign-in pages themselves.
 */
export function ownPath(target: unknown, fallback = '/usage'): string {
  if (typeof target !== 'string' || target.length > 2000 || !/^\/(?![/\\])/.test(target)) return fallback
  // Browsers drop control characters, and what is left may start with two slashes.
  if (/[\u0000-\u001f\\]/.test(target)) return fallback
  const base = 'http://own.invalid'
  if (!URL.canParse(target, base)) return fallback
  const url = new URL(target, base)
  // Dots are resolved by now, and may have left two slashes at the front.
  if (url.pathname.startsWith('//')) return fallback
  if (url.origin !== base || /^\/(signin|signup|verify|forgot|reset|api)(\/|$)/.test(url.pathname))
    return fallback
  return url.pathname + url.search + url.hash
}
