// Pieces that are free are held for who waits longest, by the statement that places everybody's orders. One transaction
// for a SKU, which is locked first: of two processes the second finds what the first left.
import { type AppId, type OrderId, type RoomId, TURN_MS } from '@hawker/protocol'
import { CompiledQuery, sql, type Transaction } from 'kysely'
import { type Database, whatNow } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { uuidV7 } from '#kernel/ids'
import { rowsOf } from '../orders/lane-connection.ts'
import { placeStatement } from '../orders/order-statement.ts'
import { askedTogether, type Candidate, outcomeOf, ROUNDS_MAX } from './core/line.ts'
import type { Line } from './due-lines.ts'
import { type Asked, changeWaiting, type Goods, lockGoods, readLine, removeOld, writeAsked } from './waitlist-store.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly clock: Clock
  readonly chance: Chance
}

/** Rooms that were asked for before the SKU was locked, and whether each sells. */
export type Selling = ReadonlyMap<RoomId, boolean>

export interface Given {
  readonly orders: readonly OrderId[]
  /** Of the journal, where there are orders. */
  readonly entry: string | null
  /** `waiting` may have become another. */
  readonly changed: boolean
}

const TRIES_MAX = 3
/** As the lanes have it: no plan of this statement may go by what is guessed of a table's size. */
const SETTINGS = sql`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`

/** A price or a place changed between being read and being judged. */
class Moved extends Error {}

const isConflict = (error: unknown): boolean => error instanceof Moved || whatNow(error) === 'conflict'

export const createGiveTurns = ({ db, journal, clock, chance }: Deps) => {
  const statement = placeStatement((select) => journal.insertFrom(select))

  /** Asks them all at once: the statement takes them in their order, and tells those who cannot have one. */
  const ask = async (
    tx: Transaction<unknown>,
    { app, sku }: Line,
    goods: Goods,
    line: Candidate[],
    selling: Selling,
  ) => {
    const asks = line.map(({ user, name, room, flashMinor }) => ({
      ...{ app, id: uuidV7(clock.now(), chance), buyer: user, buyerName: name, room, sku, quantity: 1 },
      ...{ roomSells: selling.get(room as RoomId)!, expectedTotalMinor: flashMinor ?? goods.priceMinor },
      ...{ currency: goods.currency, holdMs: TURN_MS },
    }))
    const { values } = rowsOf(asks, true)
    const { rows } = await tx.executeQuery<{ verdicts: string }>(CompiledQuery.raw(statement, values))
    return line.map((one, i) => {
      const outcome = outcomeOf(rows[0]!.verdicts[i]!)
      if (outcome === null) throw new Moved()
      return { one, outcome, order: outcome === 'turn' ? asks[i]!.id : null }
    })
  }

  const giveIn = async (tx: Transaction<unknown>, at: Line, selling: Selling): Promise<Given> => {
    const { app, sku } = at
    await SETTINGS.execute(tx)
    const goods = await lockGoods(tx, app, sku)
    if (goods === null) return { orders: [], entry: null, changed: false }
    const orders: OrderId[] = []
    let fewer = await removeOld(tx, app, sku)
    let after = 0
    for (let round = 0; round < ROUNDS_MAX && goods.onSale && orders.length < goods.stock; round++) {
      const line = askedTogether(await readLine(tx, app, sku, goods, after), (room) => selling.has(room as RoomId))
      if (line.length === 0) break
      after = line[line.length - 1]!.n
      const told = await ask(tx, at, goods, line, selling)
      const asked = told.flatMap(({ one, outcome, order }): Asked[] =>
        outcome === 'stays' ? [] : [{ user: one.user, state: outcome, order }],
      )
      await writeAsked(tx, app, sku, asked)
      fewer += told.filter(({ one, outcome }) => outcome !== 'stays' && one.counted).length
      orders.push(...asked.flatMap(({ order }) => (order ?? []) as OrderId))
      if (told.some(({ outcome }) => outcome === 'stays')) break
    }
    if (fewer > 0) await changeWaiting(tx, app, sku, -fewer)
    const payload = { skuId: sku, orders }
    const told = { app, room: null, kind: 'waitlist.turns', by: null, payload, tellsPeople: true } as const
    const entry = orders.length > 0 ? await journal.append(tx, told) : null
    return { orders, entry, changed: fewer > 0 }
  }

  return async (line: Line, selling: Selling): Promise<Given> => {
    for (let tried = 1; ; tried++) {
      try {
        return await db
          .of(line.app as AppId)
          .transaction()
          .execute((tx) => giveIn(tx, line, selling))
      } catch (error) {
        if (tried >= TRIES_MAX || !isConflict(error)) throw error
      }
    }
  }
}
