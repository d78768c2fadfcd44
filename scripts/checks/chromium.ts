import { findChromium } from '@/e2e/chromium'
import { run } from './run'

/** Sees to it that there is a Chromium: installs Debian's package when it is missing and we may. Answers whether there is one. */
export async function ensureChromium(): Promise<boolean> {
  if (findChromium()) return true
  process.env.DEBIAN_FRONTEND = 'noninteractive'
  const installed =
    process.getuid?.() === 0 &&
    (await run('apt-get', 'update', '-q')) &&
    (await run('apt-get', 'install', '-y', '-q', 'chromium'))
  if (installed && findChromium()) return true
  console.error(
    'The browser tests need Chromium. Install it (`sudo apt-get install chromium`), or name one in CHROMIUM_PATH.',
  )
  return false
}
