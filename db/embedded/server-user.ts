import { spawnSync } from 'node:child_process'

/** Whom the server runs as: empty for ourselves; PostgreSQL refuses to run as root. */
export type ServerUser = { readonly uid: number; readonly gid: number } | Record<string, never>

const name = 'postgres'

/**
 * Ourselves, or for root the user `postgres`, which is created where it is missing.
 * @throws when root can neither find nor make that user, or may not become it
 */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {}
  const user = lookUp() ?? create()
  if (!user)
    throw new Error(`PostgreSQL does not run as root, and the user ${name} could not be created. ${wayOut}`)
  const trial = spawnSync('/bin/sh', ['-c', 'exit 0'], { ...user, cwd: '/' })
  if (trial.status !== 0)
    throw new Error(`PostgreSQL does not run as root, and root may not become ${name} here. ${wayOut}`)
  return user
}

const wayOut = 'Start as a normal user, or set DATABASE_URL to a PostgreSQL of your own.'

/** Whether that user passes `test <flag> <path>`: `-x` for a directory or program, `-r`, `-w`. */
export function userMay(user: ServerUser, flag: '-r' | '-w' | '-x', target: string): boolean {
  return spawnSync('/bin/sh', ['-c', `test ${flag} "$1"`, 'sh', target], { ...user, cwd: '/' }).status === 0
}

function lookUp(): ServerUser | null {
  const [uid, gid] = ['-u', '-g'].map(flag => {
    const answer = run('id', [flag, name])
    return answer.status === 0 ? Number(answer.stdout) : Number.NaN
  })
  return uid !== undefined && gid !== undefined && Number.isInteger(uid + gid) ? { uid, gid } : null
}

function create(): ServerUser | null {
  run('groupadd', ['--system', name])
  run('useradd', [
    '--system',
    '--gid',
    name,
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/bin/false',
    name,
  ])
  if (!lookUp()) run('adduser', ['-S', '-D', '-H', name])
  return lookUp()
}

/** With the directories of administration on the path, which a login as root does not always have. */
function run(program: string, args: readonly string[]) {
  const script = 'PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"; exec "$@"'
  return spawnSync('/bin/sh', ['-c', script, 'sh', program, ...args], { encoding: 'utf8' })
}
