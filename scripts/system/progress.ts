/** Shows a person what is going on: one line for each step, with its time, and a moving mark on a terminal. */
export interface Progress {
  step<T>(label: string, work: () => Promise<T>): Promise<T>
  /** A line of its own, between the steps. */
  say(line: string): void
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

export function createProgress(stream: NodeJS.WriteStream): Progress {
  const running = new Map<string, number>()
  let frame = 0
  let timer: NodeJS.Timeout | undefined

  const erase = () => stream.isTTY && stream.write('\r\x1b[2K')
  const draw = () => {
    if (!stream.isTTY || running.size === 0) return
    const parts = [...running].map(([label, since]) => `${label} ${seconds(since)}`)
    stream.write(
      `\r\x1b[2K  ${frames[frame++ % frames.length]} ${parts.join(', ')}`.slice(0, stream.columns + 5),
    )
  }
  const line = (text: string) => {
    erase()
    stream.write(`${text}\n`)
    draw()
  }
  const begin = (label: string) => {
    running.set(label, performance.now())
    if (!stream.isTTY) stream.write(`  … ${label}\n`)
    timer ??= setInterval(draw, 100)
    timer.unref()
    draw()
  }
  const finish = (label: string, mark: string) => {
    const since = running.get(label) ?? performance.now()
    running.delete(label)
    line(`  ${mark} ${label}  ${seconds(since)}`)
    if (running.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    async step(label, work) {
      begin(label)
      try {
        const result = await work()
        finish(label, '✓')
        return result
      } catch (error) {
        finish(label, '✗')
        throw error
      }
    },
    say: text => line(`  ${text}`),
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`
}
