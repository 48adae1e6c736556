// Puts gifts on the list and takes them off, also in the middle of a show: rooms that are open are told (S13).
import { type AppId, api, type GiftId, type OrderedEvent, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import type { Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import { deleteGift, type Gift, lockEffectOf, readCatalogue, storeGift } from './catalogue.ts'
import type { GiftsOptions } from './door.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'tell'>
  readonly openRoomsOf: (app: AppId) => Promise<readonly RoomId[]>
  readonly markEffects: GiftsOptions['markEffects']
  readonly clock: Clock
}

export const NO_EFFECT = refuse('not-found', { message: 'This effect is not there: upload it first.' })

interface Change {
  readonly version: number
  readonly kind: 'gift.put' | 'gift.removed'
  readonly gift: Gift
  readonly added: boolean
}

export const createChangeCatalogue = ({ db, journal, rooms, openRoomsOf, markEffects, clock }: Deps) => {
  /** Journals what was changed, for each room that is open; they are told after the commit. */
  const changing = async (
    app: AppId,
    by: string | null,
    change: (tx: Transaction<unknown>) => Promise<Change | Refusal | null>,
  ): Promise<number | Refusal | null> => {
    const told = await openRoomsOf(app)
    const committed: { room: RoomId; journalId: string; events: OrderedEvent[] }[] = []
    const version = await db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const changed = await change(tx)
        if (changed === null || 'refused' in changed) return changed
        const { kind, gift, version, added } = changed
        const entry = { app, kind, by, payload: { gift, version } }
        const events: OrderedEvent[] = [
          {
            ...{ type: 'gift.catalogue', id: `gifts:${version}`, at: clock.now(), version },
            ...(added ? { added: gift } : {}),
          },
        ]
        if (told.length === 0) await journal.append(tx, { ...entry, room: null })
        for (const room of told)
          committed.push({ room, journalId: await journal.append(tx, { ...entry, room, tell: events }), events })
        return version
      })
    for (const { room, journalId, events } of committed) void rooms.tell(app, room, journalId, events, by)
    return version
  }

  return {
    /** Adds or changes a gift; answers the version of the list. */
    put: async (app: AppId, wanted: Gift, by: string | null = null): Promise<number | Refusal> => {
      const parsed = api.gifts.Gift.safeParse(wanted)
      if (!parsed.success || parsed.data.coins > api.gifts.GIFT_MAX_COINS) return refuse('invalid')
      const gift = parsed.data
      const version = await changing(app, by, async (tx) => {
        const before = await lockEffectOf(tx, app, gift.id)
        const urls = [before?.url, gift.effect?.url].filter((url) => url !== undefined)
        const there = urls.length === 0 ? [] : await markEffects(tx, app, urls)
        // Deleted since it was looked up: nobody had used it for long.
        if (gift.effect && !there.includes(gift.effect.url)) return NO_EFFECT
        const stored = await storeGift(tx, app, gift)
        return stored && { ...stored, kind: 'gift.put', gift }
      })
      return version ?? (await readCatalogue(db.of(app), app)).version
    },
    remove: async (app: AppId, gift: GiftId, by: string | null = null): Promise<number | Refusal> => {
      const version = await changing(app, by, async (tx) => {
        const gone = await deleteGift(tx, app, gift)
        if (gone?.gift.effect) await markEffects(tx, app, [gone.gift.effect.url])
        return gone && { ...gone, kind: 'gift.removed', added: false }
      })
      return version ?? refuse('not-found')
    },
  }
}
