import type { Gateway } from '@/gateway/gateway'
import type { GatewayContext } from '@/gateway/http'
import { callerOf, requirePermission } from '@/gateway/middleware/authenticate'
import { Refusal } from '@/gateway/refusal'
import type { Character } from '@/lib/characters/character'
import { countCharacterRead } from '@/lib/characters/commands'
import { freeRates } from '@/lib/limits/rates'

type Parts = Pick<Gateway, 'catalog' | 'clock' | 'db' | 'settings'>

/** GET /characters: limited fields for an account without billing. */
export function listCharacters(gateway: Parts) {
  return async (c: GatewayContext): Promise<Response> => {
    const whole = await mayReadWhole(gateway, c)
    const data = gateway.catalog.characters.map(character =>
      toCharacterBody(character, gateway.settings.appUrl, whole),
    )
    return c.json({ object: 'list', data })
  }
}

/** GET /characters/{id}. */
export function getCharacter(gateway: Parts) {
  return async (c: GatewayContext): Promise<Response> => {
    const id = c.req.param('id') ?? ''
    const whole = await mayReadWhole(gateway, c)
    const character = gateway.catalog.findCharacter(id)
    if (!character) throw new Refusal('character_not_found', { id: id.slice(0, 100), param: 'id' })
    return c.json(toCharacterBody(character, gateway.settings.appUrl, whole))
  }
}

/** Counts the read of an account that has no billing, or has lost it. @throws Refusal past its day's cap */
async function mayReadWhole({ db, clock }: Parts, c: GatewayContext): Promise<boolean> {
  const caller = callerOf(c)
  requirePermission(caller, 'character_info')
  if (caller.account.standing === 'active' || caller.account.standing === 'past_due') return true
  const most = freeRates.characterReadsPerDay
  const now = clock.now()
  if (most !== null && !(await countCharacterRead(db, caller.account.id, now, most)))
    throw new Refusal('character_reads_exceeded', { limit: most, retryAfterSeconds: secondsToMidnight(now) })
  return false
}

const dayMs = 86_400_000

/** Until the day of UTC ends, rounded up. */
function secondsToMidnight(now: Date): number {
  return Math.ceil((dayMs - (now.getTime() % dayMs)) / 1000)
}

/** Never the system prompt: it is what makes the character. */
function toCharacterBody(character: Character, appUrl: string, whole: boolean): object {
  const { id, name, avatarUrl, shortDescription, description, greeting, tags } = character
  return {
    id,
    object: 'character',
    name,
    avatar: `${appUrl}${avatarUrl}`,
    short_description: shortDescription,
    ...(whole ? { description, greeting, tags } : {}),
  }
}
