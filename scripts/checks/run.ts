import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'

export const root = dirname(dirname(import.meta.dirname))

/** Runs a program of node_modules/.bin, or of the machine, with its output shown as it comes; answers whether it succeeded. */
export function run(program: string, ...args: string[]): Promise<boolean> {
  console.log(`\n> ${[program, ...args].join(' ')}`)
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } })
  return new Promise(resolve => {
    child.once('error', error => {
      console.error(error.message)
      resolve(false)
    })
    child.once('close', code => resolve(code === 0))
  })
}
