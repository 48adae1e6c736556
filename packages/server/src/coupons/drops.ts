// Shows a coupon to a room for the first who take it, and takes it away: by hand, by time, or when none is left. The
// database's clock decides. Locks in this order: the room, the coupon, the drop.
import {
  type AppId,
  type CouponClosed,
  type CouponDrop,
  type CouponId,
  DropId,
  type OrderedEvent,
  type Refusal,
  type RoomId,
  type RoomStatus,
  refuse,
} from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import type { Rooms } from '#rooms'
import { NOW } from './store.ts'
import { TERMS_COLUMNS, type TermsRow, termsOf } from './terms.ts'

/** Drops a room shows at once. */
export const OPEN_DROPS_MAX = 5
/** States in which somebody is there to take one. */
const OPEN: readonly RoomStatus[] = ['scheduled', 'rehearsal', 'live', 'paused', 'interrupted']

export type CloseReason = CouponClosed['reason']

interface Told {
  readonly journalId: string
  readonly event: OrderedEvent
}

/** Undoes the transaction, with the version it took. */
class Undone extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.refused)
    this.refusal = refusal
  }
}

export interface DropsDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell'>
  readonly chance: Chance
  /** A drop was opened that ends then. */
  readonly onOpened: (endsAt: number) => void
}

interface OpenRow extends TermsRow {
  readonly at: number
  readonly free: number
  readonly shown: number
}

export const createDrops = ({ db, journal, rooms, chance, onOpened }: DropsDeps) => {
  const changing = async <T>(
    app: AppId,
    room: RoomId,
    change: (tx: Transaction<unknown>, version: number) => Promise<T>,
  ): Promise<T | Refusal> => {
    try {
      return await db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          const version = await rooms.nextVersion(tx, app, room)
          if (version === null) throw new Undone(refuse('not-found'))
          return change(tx, version)
        })
    } catch (error) {
      if (error instanceof Undone) return error.refusal
      throw error
    }
  }

  const lockCoupon = async (tx: Transaction<unknown>, app: AppId, room: RoomId, coupon: CouponId) => {
    const { rows } = await sql<OpenRow>`
      select ${TERMS_COLUMNS}, c.quota - c.claimed - c.reserved as free, ${NOW} as at, (
        select count(*)::int4 from coupon_drops d
        where d.app_id = ${app} and d.room_id = ${room} and d.closed_at is null) as shown
      from coupons c where c.app_id = ${app} and c.id = ${coupon} for no key update of c`.execute(tx)
    return rows[0] ?? null
  }

  const open = async (
    app: AppId,
    room: RoomId,
    { couponId, quantity, lastsMs }: { couponId: CouponId; quantity: number; lastsMs: number },
    by: string | null,
  ): Promise<CouponDrop | Refusal> => {
    const facts = await rooms.find(app, room)
    if (facts === null) return refuse('not-found')
    if (!OPEN.includes(facts.status)) return refuse('wrong-state')
    const opened = await changing(app, room, async (tx, version): Promise<{ drop: CouponDrop } & Told> => {
      const coupon = await lockCoupon(tx, app, room, couponId)
      if (coupon === null) throw new Undone(refuse('not-found'))
      const { at, free, shown, ends_at } = coupon
      if (ends_at !== null && ends_at <= at) throw new Undone(refuse('wrong-state'))
      if (free < quantity || shown >= OPEN_DROPS_MAX) throw new Undone(refuse('limit-reached'))
      const endsAt = Math.min(at + lastsMs, ends_at ?? Infinity)
      const id = DropId.parse(randomId(chance))
      const drop: CouponDrop = {
        ...{ id, couponId, terms: termsOf(coupon), quantity, left: quantity, openedAt: at, endsAt, version },
      }
      await sql`
        insert into coupon_drops (app_id, id, coupon_id, room_id, quantity, remaining, opened_at, ends_at, opened_version)
        values (${app}, ${id}, ${couponId}, ${room}, ${quantity}, ${quantity}, ${at}, ${endsAt}, ${version})`.execute(
        tx,
      )
      await sql`
        update coupons set reserved = reserved + ${quantity} where app_id = ${app} and id = ${couponId}`.execute(tx)
      const event: OrderedEvent = { type: 'coupon.dropped', id: `coupon-dropped:${id}`, at, drop }
      const payload = { dropId: id, couponId, title: drop.terms.title, quantity, endsAt, version }
      const entry = { app, room, kind: 'coupon.dropped', by, payload, tell: [event] }
      return { drop, journalId: await journal.append(tx, entry), event }
    })
    if ('refused' in opened) return opened
    await rooms.tell(app, room, opened.journalId, [opened.event], by)
    onOpened(opened.drop.endsAt)
    return opened.drop
  }

  /** Closes a drop that is open, with `due` only when its time is over or none is left; false: there was nothing to close. */
  const close = async (
    app: AppId,
    room: RoomId,
    drop: DropId,
    { reason, by = null, due = false }: { reason: CloseReason; by?: string | null; due?: boolean },
  ): Promise<boolean> => {
    const closed = await changing(app, room, async (tx, version): Promise<Told> => {
      await sql`
        select from coupons c where c.app_id = ${app} and c.id = (
          select coupon_id from coupon_drops where app_id = ${app} and id = ${drop}) for no key update`.execute(tx)
      const { rows } = await sql<{ coupon: CouponId; remaining: number; at: number; title: string }>`
        update coupon_drops d set closed_at = ${NOW}, close_reason = ${reason}, closed_version = ${version}
        where app_id = ${app} and id = ${drop} and room_id = ${room} and closed_at is null
          and (not ${due}::boolean or remaining = 0 or ends_at <= ${NOW})
        returning coupon_id as coupon, remaining, closed_at as at,
          (select title from coupons c where c.app_id = d.app_id and c.id = d.coupon_id) as title`.execute(tx)
      const row = rows[0]
      if (!row) throw new Undone(refuse('wrong-state'))
      await sql`
        update coupons set reserved = reserved - ${row.remaining}
        where app_id = ${app} and id = ${row.coupon}`.execute(tx)
      const event: OrderedEvent = {
        ...{ type: 'coupon.closed', id: `coupon-closed:${drop}`, at: row.at, dropId: drop, reason, version },
      }
      const payload = { dropId: drop, title: row.title, reason, remaining: row.remaining, version }
      const journalId = await journal.append(tx, { app, room, kind: 'coupon.closed', by, payload, tell: [event] })
      return { journalId, event }
    })
    if ('refused' in closed) return false
    await rooms.tell(app, room, closed.journalId, [closed.event], by)
    return true
  }

  const exists = async (app: AppId, room: RoomId, drop: DropId): Promise<boolean> => {
    const { rows } = await sql`
      select from coupon_drops where app_id = ${app} and id = ${drop} and room_id = ${room}`.execute(db.of(app))
    return rows.length > 0
  }

  /** Ends what is over, of every app, and what is open in rooms that have ended; any process may, one does. */
  const closeDue = async (): Promise<void> => {
    const { rows } = await sql<{ app: AppId; room: RoomId; id: DropId; left: number; over: boolean }>`
      select app_id as app, room_id as room, id, remaining as left, ends_at <= ${NOW} as over
      from coupon_drops where closed_at is null order by ends_at`.execute(db.system)
    for (const { app, room, id, left, over } of rows) {
      if (left === 0 || over) await close(app, room, id, { reason: left === 0 ? 'taken' : 'ended', due: true })
      else if (!OPEN.includes((await rooms.find(app, room))?.status ?? 'ended'))
        await close(app, room, id, { reason: 'ended' })
    }
  }

  return { open, close, exists, closeDue }
}
