import type { Tone } from '@/lib/mail/content'

/** The product's palette as mail programs understand it: they know no CSS variables and no OKLCH. */
export const light = {
  page: '#f9f9fb',
  card: '#ffffff',
  line: '#e3e3e7',
  ink: '#191920',
  soft: '#53535c',
  link: '#6741ca',
  button: '#6f4bd4',
  tile: '#191920',
  stroke: '#f9f9fb',
} as const

/** For programs that show mail dark by the reader's setting. Those that darken it by themselves start from the light one. */
export const dark = {
  page: '#0f0f12',
  card: '#161619',
  line: '#26262b',
  ink: '#f0f0f2',
  soft: '#aeafb6',
  link: '#bbaaff',
  button: '#7756dc',
  tile: '#f0f0f2',
  stroke: '#0f0f12',
} as const

interface MarkColors {
  readonly text: string
  readonly line: string
  readonly surface: string
}

export const lightMarks: Readonly<Record<Tone, MarkColors>> = {
  positive: { text: '#136e40', line: '#b3ddc0', surface: '#e7f9ec' },
  caution: { text: '#8a530f', line: '#edd6ad', surface: '#fef9ec' },
  danger: { text: '#ba242b', line: '#fec1be', surface: '#fff1f0' },
}

export const darkMarks: Readonly<Record<Tone, MarkColors>> = {
  positive: { text: '#79dba0', line: '#235337', surface: '#152a1e' },
  caution: { text: '#f2c26f', line: '#604419', surface: '#2e2212' },
  danger: { text: '#fd9996', line: '#7e3636', surface: '#3b1b1c' },
}
