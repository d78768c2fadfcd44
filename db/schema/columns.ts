import { customType, timestamp } from 'drizzle-orm/pg-core'

/** An id of ours: text compared byte by byte, one type everywhere (distribution and join columns must agree). */
export const idText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text COLLATE "C"',
})

/** The tenant. Leads every primary key, unique key and foreign key of a tenant table, and never changes. */
export const accountId = () => idText('account_id').notNull()

/** Nano-dollars, exact. 2^63 of them are some nine billion dollars. */
export const nanos = customType<{ data: bigint; driverData: string }>({
  dataType: () => 'bigint',
  fromDriver: value => BigInt(value),
  toDriver: value => value.toString(),
})

/** A count that may pass 2^31 but never 2^53. */
export const count = customType<{ data: number; driverData: string }>({
  dataType: () => 'bigint',
  fromDriver: value => Number(value),
  toDriver: value => value.toString(),
})

/** Many counts in one number, as `lib/usage/packed.ts` has it; in the application its decimal digits. */
export const packed = customType<{ data: string; driverData: string }>({
  dataType: () => 'numeric',
})

/** An instant. */
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })
