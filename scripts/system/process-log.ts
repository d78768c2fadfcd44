import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const rotateAtBytes = 10 * 1024 * 1024
const keepLines = 25

export interface ProcessLog {
  readonly file: string
  write(chunk: Buffer): void
  /** The last lines, to show when the process dies. */
  tail(): string
  close(): void
}

/** A log file that is moved aside to `<file>.1` at the start and whenever it reaches 10 MB, so that two such files are all there ever is. */
export function openProcessLog(file: string, echo?: (text: string) => void): ProcessLog {
  mkdirSync(dirname(file), { recursive: true })
  let handle = open(file)
  let size = 0
  let last: string[] = []
  return {
    file,
    write(chunk) {
      if (size + chunk.length > rotateAtBytes) {
        closeSync(handle)
        handle = open(file)
        size = 0
      }
      size += writeSync(handle, chunk)
      const text = chunk.toString('utf8')
      last = [...last, ...text.split('\n').filter(line => line.trim() !== '')].slice(-keepLines)
      echo?.(text)
    },
    tail: () => last.join('\n'),
    close: () => closeSync(handle),
  }
}

function open(file: string): number {
  try {
    renameSync(file, `${file}.1`)
  } catch {
    // There was none yet.
  }
  return openSync(file, 'a')
}
