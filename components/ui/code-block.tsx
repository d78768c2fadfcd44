'use client'

import { useState } from 'react'
import { cn } from './cn'
import { CopyButton } from './copy-button'
import { SegmentedControl } from './segmented-control'

export interface CodeSample {
  /** The name of its tab: curl, Node, Python. */
  label: string
  code: string
}

export interface CodeBlockProps {
  /** What the code is, for screen readers and above it. */
  title: string
  hideTitle?: boolean
  samples: readonly [CodeSample, ...CodeSample[]]
  /** Shown instead of the code as it is copied: a key with its middle left out. */
  mask?: (code: string) => string
  className?: string
}

/** Code to copy, in one language or several. Strings are coloured, nothing else. */
export function CodeBlock({ title, hideTitle = false, samples, mask, className }: CodeBlockProps) {
  const [chosen, setChosen] = useState(samples[0].label)
  const sample = samples.find(one => one.label === chosen) ?? samples[0]
  return (
    <div className={cn('min-w-0', className)}>
      <div
        className={cn(
          'mb-1.5 flex min-h-7 items-center gap-2',
          hideTitle && samples.length === 1 && 'hidden',
        )}
      >
        <span className={cn('text-13 font-medium', hideTitle && 'sr-only')}>{title}</span>
        {samples.length > 1 ? (
          <SegmentedControl
            label={`${title}: language`}
            size="sm"
            className="ml-auto"
            value={sample.label}
            onValueChange={setChosen}
            options={samples.map(one => ({ value: one.label, label: one.label }))}
          />
        ) : null}
      </div>
      <div className="relative">
        <pre
          tabIndex={0}
          aria-label={title}
          className="overflow-x-auto rounded-ctl bg-inset px-3.5 py-3 pr-14 md:pr-24 font-mono text-12/5 tracking-[-0.01em] text-ink"
        >
          <code>{paint(mask ? mask(sample.code) : sample.code)}</code>
        </pre>
        <CopyButton text={sample.code} collapse className="absolute top-2 right-2 max-md:size-7!" />
      </div>
    </div>
  )
}

function paint(code: string) {
  return code.split(/("(?:[^"\\]|\\.)*")/).map((part, i) =>
    i % 2 === 1 ? (
      <span key={i} className="text-pos">
        {part}
      </span>
    ) : (
      part
    ),
  )
}
