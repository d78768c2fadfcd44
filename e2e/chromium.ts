import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

/** The Chromium to drive: the one named by CHROMIUM_PATH, a system's own, or Playwright's download; null when there is none. */
export function findChromium(): string | null {
  const candidates = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    chromium.executablePath(),
  ]
  return candidates.find(path => path && existsSync(path)) ?? null
}

/** No sandbox, since root has none and the pages are our own; no talk to the outside. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
