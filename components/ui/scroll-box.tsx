'use client'

import { useEffect, useRef, useState, type ReactNode } from 'react'
import { cn } from './cn'

/**
 * Scrolls sideways by itself. When it can scroll it takes the focus, so that arrow keys move it, and `data-scrolled` (for
 * `group-data-scrolled:`) tells its content that the left edge is out of sight.
 */
export function ScrollBox({
  label,
  className,
  children,
}: {
  label: string
  className?: string
  children: ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  const [scrolled, setScrolled] = useState(false)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth + 1))
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [])
  return (
    <div
      ref={box}
      {...(scrolls ? { tabIndex: 0, role: 'region', 'aria-label': label } : {})}
      data-scrolled={scrolled || undefined}
      onScroll={event => setScrolled(event.currentTarget.scrollLeft > 0)}
      className={cn('group relative overflow-x-auto focus-visible:-outline-offset-2', className)}
    >
      {children}
    </div>
  )
}
