'use client'

import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import { ThemeProvider } from 'next-themes'
import { Button } from '@/components/ui/button'
import './globals.css'

/** When even the root layout failed: a page that needs nothing of it. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <title>Something went wrong · Serika</title>
        <ThemeProvider attribute="data-theme" defaultTheme="system">
          <main className="grid min-h-dvh place-items-center p-6 text-center">
            <div>
              <h1 className="text-16 font-medium">The dashboard could not be loaded</h1>
              <p className="mt-1 max-w-[440px] text-13 text-2">
                Nothing was changed and nothing was charged. Your API keys keep working. Try again in a
                moment.
              </p>
              <Button className="mt-4" onClick={() => window.location.reload()}>
                Load again
              </Button>
              {error.digest ? <p className="mt-3 font-mono text-12 text-3">{error.digest}</p> : null}
            </div>
          </main>
        </ThemeProvider>
      </body>
    </html>
  )
}
