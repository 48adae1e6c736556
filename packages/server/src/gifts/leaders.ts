// Who gave most: in this show, or to this host this month, and what somebody himself gave. A board is a few seconds behind.
import { type AppId, type Refusal, type RoomFacts, type RoomId, refuse, type UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Clock } from '#kernel/clock'
import { shared } from '#kernel/shared'
import { monthBoard, showBoard } from './core/boards.ts'

export const LEADERS_MAX = 100
/** One reading for all viewers who ask within this time. */
const BOARD_SHARED_MS = 1_000

export type Period = 'show' | 'month'

export interface Leader {
  readonly user: UserId
  readonly coins: number
}

interface Deps {
  readonly db: Database
  readonly roomOf: (app: AppId, room: RoomId) => Promise<RoomFacts | null>
  readonly clock: Clock
}

/** The board of a period; null: a room without a host has none of the month (UTC). */
const boardOf = (room: RoomId, host: RoomFacts['host'], period: Period, at: number): string | null => {
  if (period === 'show') return showBoard(room)
  return host ? monthBoard(host.id, at) : null
}

const isOpen = (facts: RoomFacts | null): facts is RoomFacts => facts !== null && facts.status !== 'draft'

/** `limit` is cut to 1…LEADERS_MAX. */
export const createLeaders = ({ db, roomOf, clock }: Deps) => {
  const first = shared(clock, BOARD_SHARED_MS, async (app: AppId, board: string): Promise<Leader[]> => {
    const { rows } = await sql<Leader>`
      select user_id as user, coins from gift_totals
      where app_id = ${app} and board = ${board} and coins > 0
      order by coins desc, user_id limit ${LEADERS_MAX}`.execute(db.of(app))
    return rows
  })
  return async (app: AppId, room: RoomId, period: Period, limit: number): Promise<readonly Leader[] | Refusal> => {
    const facts = await roomOf(app, room)
    if (!isOpen(facts)) return refuse('not-found')
    const board = boardOf(room, facts.host, period, clock.now())
    if (board === null) return []
    return (await first(app, board)).slice(0, Math.min(LEADERS_MAX, Math.max(1, Math.floor(limit))))
  }
}

/** What one person gave, whether or not he is among the first. */
export const createOwnTotal =
  ({ db, roomOf, clock }: Deps) =>
  async (app: AppId, room: RoomId, period: Period, user: UserId): Promise<number> => {
    const facts = await roomOf(app, room)
    const board = isOpen(facts) ? boardOf(room, facts.host, period, clock.now()) : null
    if (board === null) return 0
    const { rows } = await sql<{ coins: number }>`
      select coins from gift_totals where app_id = ${app} and board = ${board} and user_id = ${user}`.execute(
      db.of(app),
    )
    return Math.max(0, rows[0]?.coins ?? 0)
  }
