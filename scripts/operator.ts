import { openDb, type Db } from '@/db/client'
import { emailSchema } from '@/lib/accounts/email'
import { getPlatformNow } from '@/lib/clock/queries'
import { env } from '@/lib/env'
import { grantOperator, revokeOperator } from '@/lib/operators/commands'
import { listOperators } from '@/lib/operators/queries'

const usage = 'Usage: npm run operator -- grant|revoke <email>, or npm run operator -- list'

/** `npm run operator` says who operates the platform: the only way to become an operator, and to stop being one. */
async function main(): Promise<void> {
  const [act, ...rest] = process.argv.slice(2)
  const settings = env()
  const { db, close } = openDb(settings.databaseUrl, { name: 'serika-operator', max: 2 })
  try {
    if (act === 'list' && rest.length === 0) console.log(await toList(db))
    else if ((act === 'grant' || act === 'revoke') && rest.length === 1)
      console.log(await change(db, act, rest[0] ?? '', await getPlatformNow(db, settings.mode)))
    else throw new Error(usage)
  } finally {
    await close()
  }
}

async function toList(db: Db): Promise<string> {
  const operators = await listOperators(db)
  if (operators.length === 0) return 'The platform has no operators.'
  return operators.map(({ email, name }) => `${email}  ${name}`).join('\n')
}

async function change(db: Db, act: 'grant' | 'revoke', typed: string, now: Date): Promise<string> {
  const email = emailSchema.safeParse(typed)
  if (!email.success) throw new Error(`"${typed}" is not an e-mail address. ${usage}`)
  const done = await (act === 'grant' ? grantOperator : revokeOperator)(db, email.data, now)
  if (!done.ok) throw new Error(done.error.message)
  const said = {
    granted: 'is an operator now. The pages are under /operator, from the next request on.',
    already_operator: 'is an operator already. Nothing was changed.',
    revoked: 'is no operator any more, from the next request on.',
    not_operator: 'is no operator. Nothing was changed.',
  }
  return `${email.data} ${said[done.value]}`
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
