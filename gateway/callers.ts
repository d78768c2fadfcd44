import { LRUCache } from 'lru-cache'
import { toPlace } from '@/lib/attempts/place'
import type { AccountId } from '@/lib/ids'
import type { Caller } from '@/lib/keys/authentication/queries'
import { hashSecret } from '@/lib/keys/secret'
import type { Logger } from '@/lib/log'
import { Lanes } from '@/gateway/lanes'
import { Refusal } from '@/gateway/refusal'
import { SlidingMinute } from '@/gateway/sliding-minute'

const secretShape = /^sk-[\w-]{20,200}$/
const unknownPerPlaceAndMinute = 60
const lookUpsAtATime = 4

interface OfAccount {
  readonly account: { readonly id: AccountId }
}

/** Whom the secrets of one kind of key stand for, in memory. What is here holds until a control change of the account drops it. */
export class Callers<Known extends OfAccount = Caller> {
  readonly #hashesOf = new Map<AccountId, Set<string>>()
  /** Those in `#known`: whoever holds one need not look it up again. */
  readonly #current = new WeakSet<Known>()
  readonly #known = new LRUCache<string, Known>({
    max: 50_000,
    dispose: (caller, hash) => {
      this.#current.delete(caller)
      this.#unlink(caller.account.id, hash)
    },
  })
  /** Secrets that count for nobody: asked for again and again, they must not reach the database each time. */
  readonly #unknown = new LRUCache<string, true>({ max: 20_000, ttl: 10_000 })
  readonly #misses = new LRUCache<string, SlidingMinute>({ max: 20_000 })
  /** A burst of unknown keys must not take the connections that settlement and leases need. */
  readonly #lookUps = new Lanes(lookUpsAtATime)
  readonly #loading = new Map<string, Promise<Known | null>>()
  #generation = 0

  constructor(
    /** The caller behind the SHA-256 of a secret; null where it counts for nobody. */
    private readonly lookUp: (secretHash: string) => Promise<Known | null>,
    private readonly log: Logger,
    private readonly monotonicMs: () => number,
  ) {}

  /** The caller behind a secret, whatever their state. Synchronous when in memory: the hot path must not wait. */
  find(secret: string, address: string): Known | Promise<Known> {
    if (!secretShape.test(secret)) throw unknownKey()
    const hash = hashSecret(secret)
    const known = this.#known.get(hash)
    if (known) return known
    // Not a guess anew: whoever still sends a secret that was replaced keeps nobody else at that address from theirs.
    if (this.#unknown.has(hash)) throw unknownKey()
    const place = toPlace(address)
    this.#refuseGuessing(place)
    return this.#load(hash).then(
      caller => {
        if (caller) return caller
        throw this.#miss(place)
      },
      (error: unknown) => {
        this.log.warn({ err: error }, 'a key could not be looked up')
        throw new Refusal('ledger_unavailable', {})
      },
    )
  }

  /** Whether nothing has changed about a caller that `find` gave. */
  isCurrent(caller: Known): boolean {
    return this.#current.has(caller)
  }

  /** Forgets an account, so that what a change did to it or its keys is read anew. */
  drop(accountId: AccountId): void {
    this.#generation += 1
    for (const hash of [...(this.#hashesOf.get(accountId) ?? [])]) this.#known.delete(hash)
    this.#unknown.clear()
  }

  #load(hash: string): Promise<Known | null> {
    const loading = this.#loading.get(hash) ?? this.#read(hash).finally(() => this.#loading.delete(hash))
    this.#loading.set(hash, loading)
    return loading
  }

  /** A change that arrived while we read may not be in what we read: read again. */
  async #read(hash: string): Promise<Known | null> {
    for (;;) {
      const generation = this.#generation
      const caller = await this.#lookUps.run(() => this.lookUp(hash))
      if (generation !== this.#generation) continue
      if (!caller) this.#unknown.set(hash, true)
      else {
        this.#known.set(hash, caller)
        this.#current.add(caller)
        const hashes = this.#hashesOf.get(caller.account.id)
        if (hashes) hashes.add(hash)
        else this.#hashesOf.set(caller.account.id, new Set([hash]))
      }
      return caller
    }
  }

  #unlink(accountId: AccountId, hash: string): void {
    const hashes = this.#hashesOf.get(accountId)
    hashes?.delete(hash)
    if (hashes?.size === 0) this.#hashesOf.delete(accountId)
  }

  #refuseGuessing(place: string): void {
    const misses = this.#misses.get(place)
    const now = this.monotonicMs()
    if (misses && misses.used(now) >= unknownPerPlaceAndMinute)
      throw new Refusal('too_many_unknown_keys', {
        retryAfterSeconds: Math.max(1, misses.secondsUntil(now, unknownPerPlaceAndMinute - 1)),
      })
  }

  /** Look-ups that were under way together count one by one: those beyond the limit are refused as such. */
  #miss(place: string): Refusal {
    this.#refuseGuessing(place)
    const misses = this.#misses.get(place) ?? new SlidingMinute()
    misses.add(this.monotonicMs(), 1)
    this.#misses.set(place, misses)
    return unknownKey()
  }
}

function unknownKey(): Refusal {
  return new Refusal('invalid_api_key', { reason: 'unknown' })
}
