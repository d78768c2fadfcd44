'use client'

import { useEffect, useState } from 'react'

interface Tip {
  text: string
  x: number
  y: number
  below: boolean
}

const nearest = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null

function place(element: HTMLElement): Tip {
  const box = element.getBoundingClientRect()
  const margin = 96
  const x = Math.min(Math.max(box.left + box.width / 2, margin), window.innerWidth - margin)
  const below = box.top < 48
  return { text: element.dataset.tip ?? '', x, y: below ? box.bottom + 6 : box.top - 6, below }
}

/**
 * One tooltip for every element that carries `data-tip`, by delegation: a table of a thousand exact amounts costs no
 * component each. Shows on hover, focus and tap; Escape, scrolling or leaving closes it. Stands once in the root layout.
 */
export function TipLayer() {
  const [tip, setTip] = useState<Tip>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let current: HTMLElement | null = null
    const hide = () => {
      clearTimeout(timer)
      current = null
      setTip(undefined)
    }
    const show = (element: HTMLElement, delayMs: number) => {
      if (element === current) return
      hide()
      current = element
      timer = setTimeout(() => setTip(place(element)), delayMs)
    }
    const over = (event: Event) => {
      const element = nearest(event.target)
      if (element) show(element, event.type === 'pointerover' ? 200 : 0)
      else hide()
    }
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide()
    }
    const scroll = { capture: true, passive: true }
    document.addEventListener('pointerover', over)
    document.addEventListener('pointerdown', over)
    document.addEventListener('focusin', over)
    document.addEventListener('keydown', key)
    document.addEventListener('scroll', hide, scroll)
    return () => {
      hide()
      document.removeEventListener('pointerover', over)
      document.removeEventListener('pointerdown', over)
      document.removeEventListener('focusin', over)
      document.removeEventListener('keydown', key)
      document.removeEventListener('scroll', hide, scroll)
    }
  }, [])
  if (!tip) return null
  return (
    <div
      role="tooltip"
      style={{ left: tip.x, top: tip.y, transform: `translate(-50%, ${tip.below ? '0' : '-100%'})` }}
      className="pointer-events-none fixed z-50 max-w-72 rounded-sm bg-float px-2.5 py-1.5 text-12 text-ink shadow-float"
    >
      {tip.text}
    </div>
  )
}
