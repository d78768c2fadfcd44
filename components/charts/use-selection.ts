'use client'

import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'

/** What a pointer does over a slot: its button goes down, is held while it moves, or is let go; or it only moves. */
export type SlotEvent = 'down' | 'move' | 'up' | 'hover'

export interface SelectionOptions {
  /** The slot under the pointer, or that arrow keys have reached. */
  active: number | null
  /** Opens a single slot. */
  open: (index: number | null) => void
  /** Zooms into several; without it only single slots can be chosen. */
  onZoom?: (first: number, last: number) => void
}

/** Choosing slots of a chart: by dragging over them, or with Shift and arrow keys; a click or Enter takes what is chosen. */
export function useSelection({ active, open, onZoom }: SelectionOptions) {
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const [anchor, setAnchor] = useState<number | null>(null)
  const byTouch = useRef(false)
  const dragged = drag && drag.from !== drag.to ? ordered(drag.from, drag.to) : null
  const keyed = anchor !== null && active !== null && anchor !== active ? ordered(anchor, active) : null
  const range = onZoom ? (dragged ?? keyed) : null

  function onPointerDown(event: PointerEvent) {
    byTouch.current = event.pointerType === 'touch'
  }

  /** A finger only reads: it scrolls by dragging, and there is a link under the chart. */
  function onPointer(event: SlotEvent, index: number | null) {
    if (byTouch.current) return
    if (event === 'hover') return setDrag(null)
    setAnchor(null)
    if (event === 'down') setDrag(index === null ? null : { from: index, to: index })
    else if (event === 'move') {
      if (drag && index !== null && index !== drag.to) setDrag({ ...drag, to: index })
    } else {
      setDrag(null)
      if (dragged && onZoom) onZoom(...dragged)
      else if (drag) open(index)
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter') {
      if (keyed && onZoom) onZoom(...keyed)
      else open(active)
      setAnchor(null)
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
      setAnchor(event.shiftKey ? (anchor ?? active) : null)
    else if (event.key === 'Escape') setAnchor(null)
  }

  return { range, onPointerDown, onPointer, onKeyDown }
}

function ordered(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a]
}
