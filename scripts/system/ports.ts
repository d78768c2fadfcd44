import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { freePort, isFree } from '@/db/embedded/free-port'
import type { Ports } from './settings'

const names = ['web', 'gateway', 'worker', 'sandbox', 'smtp'] as const
const defaults: Ports = { web: 3000, gateway: 8787, worker: 8788, sandbox: 8790, smtp: 8725 }
const remembered = z.partialRecord(z.enum(names), z.number().int()).catch({})

export interface PortChoice {
  readonly ports: Ports
  /** Sentences about ports that were asked for and are taken. */
  readonly notes: readonly string[]
}

/**
 * A free port for each server: the one asked for, else the one of the last start (so that links made then still lead somewhere), else the
 * usual one or one of the nine after it, else any. `anyPort` goes straight to any.
 */
export async function choosePorts(
  wanted: Partial<Ports>,
  file: string,
  anyPort: boolean,
): Promise<PortChoice> {
  const last = existsSync(file) ? remembered.parse(parse(readFileSync(file, 'utf8'))) : {}
  const taken = new Set<number>()
  const ports = { ...defaults }
  const notes: string[] = []
  for (const name of names) {
    const usual = Array.from({ length: 10 }, (_, index) => defaults[name] + index)
    const preferred = [wanted[name], last[name], ...(anyPort ? [] : usual)].filter(port => port !== undefined)
    const port = await freePort(preferred, taken)
    const asked = wanted[name] ?? (anyPort ? undefined : defaults[name])
    if (asked !== undefined && port !== asked && !(await isFree(asked)))
      notes.push(`Port ${asked} is taken, so ${name} uses ${port}`)
    taken.add(port)
    ports[name] = port
  }
  writeFileSync(file, `${JSON.stringify(ports)}\n`)
  return { ports, notes }
}

const firstAdminPort = 8800

/** A port for each gateway process to answer for itself: from `first` on. */
export function wantedAdminPorts(count: number, first = firstAdminPort): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

/** The wanted ones, or where those are taken, any. */
export async function chooseAdminPorts(
  count: number,
  first: number | undefined,
  taken: Ports,
  anyPort: boolean,
): Promise<number[]> {
  const chosen: number[] = []
  for (const wanted of wantedAdminPorts(count, first)) {
    const preferred = anyPort && first === undefined ? [] : [wanted]
    chosen.push(await freePort(preferred, new Set([...Object.values(taken), ...chosen])))
  }
  return chosen
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
