import { migrate } from '@/db/migrate'
import { env } from '@/lib/env'

/** `npm run db:migrate`: brings the configured database (or that of the running demo) to the newest schema. */
await migrate(env().databaseMigrationUrl)
console.log('The database is up to date.')
