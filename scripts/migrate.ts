import { env } from '@/lib/env'
import { upgradeDatabase } from './system/upgrade'

/** `npm run db:migrate`: brings the configured database (or that of the running demo) to what this version expects. */
await upgradeDatabase(env())
console.log('The database is up to date.')
