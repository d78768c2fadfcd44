import { hash, verify } from '@node-rs/argon2'

/** argon2id (the library's default variant) as OWASP advises: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The password as an argon2id hash in PHC form, its salt and cost within. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password.normalize('NFKC'), cost)
}

let nobody: Promise<string> | undefined

/**
 * Whether `password` is the one behind `stored`. Without a stored hash the same work is done and the answer is no, so that
 * the time taken says nothing of whether an address is known or has a password.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('no account has this password')
  const matches = await verify(stored ?? (await nobody), password.normalize('NFKC'))
  return matches && stored !== null
}
