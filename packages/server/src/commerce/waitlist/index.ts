// The waitlist of what is sold out: who waits longest is held the next piece, for a few minutes, and told.
import { type Actor, type AppId, api, type PublicPerson, type RoomId, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import { sells } from '../launches/core/launch.ts'
import type { OrderNews } from '../orders/order-news.ts'
import { readOrders } from '../orders/order-store.ts'
import { LINES_MAX, type Line, readDueLines, readOldLines, readRoomsOfLine, removeEndedTurns } from './due-lines.ts'
import { createGiveTurns } from './give-turns.ts'
import { openJoinDesk } from './join-desk.ts'
import { createLineVerbs } from './join-line.ts'

export interface WaitlistOptions {
  readonly db: Database
  readonly journal: Journal
  readonly news: Pick<OrderNews, 'changed' | 'stockChanged' | 'allTold'>
  readonly roomOf: Rooms['find']
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
}

export interface Waitlist {
  readonly routes: Route[]
  /** Pieces of a SKU came back: who waits for them is looked for at once. */
  wake(app: AppId, sku: string): void
  /** What a crash in between left, and what nobody wakes: a pause that ended, a room that sells again. */
  sweep(): Promise<boolean>
  /** All who were woken have been looked for. */
  idle(): Promise<void>
  stop(): Promise<void>
}

const FIRST: Line = { app: '' as AppId, sku: '' }

const personOf = (actor: Actor): PublicPerson | null => (actor.kind === 'person' ? actor.person : null)

export const createWaitlist = (options: WaitlistOptions): Waitlist => {
  const { db, news, roomOf, log } = options
  const giveTurns = createGiveTurns(options)
  const desk = openJoinDesk({ ...options, onStock: news.stockChanged })
  const verbs = createLineVerbs({ ...options, desk })

  const look = async (line: Line, isOld = false): Promise<void> => {
    const rooms = await readRoomsOfLine(db.of(line.app), line)
    if (rooms === null && !isOld) return
    // Before the SKU is locked: whoever holds it waits for no other connection.
    const selling = new Map<RoomId, boolean>()
    for (const room of rooms ?? []) selling.set(room, sells((await roomOf(line.app, room))?.status))
    const { orders, entry, changed } = await giveTurns(line, selling)
    if (changed) news.stockChanged(line.app, line.sku)
    if (entry === null) return
    for (const { order, buyer } of await readOrders(db.of(line.app), line.app, orders))
      news.changed(line.app, buyer, order)
    news.allTold(entry)
  }

  /** One that fails keeps nobody else from his turn. */
  const tried = (line: Line, isOld = false) =>
    look(line, isOld).catch((error) =>
      log.warn({ err: error, sku: line.sku }, 'a line failed; the next sweep tries again'),
    )

  const woken = new Map<string, Line>()
  let running: Promise<void> | null = null
  const run = async () => {
    for (const [key, line] of woken) {
      woken.delete(key)
      await tried(line)
    }
    running = null
  }

  let after = FIRST
  const sweep = async (): Promise<boolean> => {
    await removeEndedTurns(db.system)
    const due = await readDueLines(db.system, after)
    after = due.length === LINES_MAX ? due[LINES_MAX - 1]! : FIRST
    for (const line of due) await tried(line)
    for (const line of await readOldLines(db.system)) await tried(line, true)
    return false
  }

  const idle = async () => {
    while (running) await running
  }

  const { joinWaitlist, leaveWaitlist, listOwnWaits } = api.waitlist
  return {
    routes: [
      bind(joinWaitlist, ({ actor, params: { sku }, body }) => {
        const user = personOf(actor)
        return user ? verbs.join(actor.app, user, sku, body.roomId) : refuse('not-signed-in')
      }),
      bind(leaveWaitlist, async ({ actor, params: { sku } }) => {
        const user = personOf(actor)
        return user ? { waits: await verbs.leave(actor.app, user.id, sku) } : refuse('not-signed-in')
      }),
      bind(listOwnWaits, async ({ actor }) => {
        const user = personOf(actor)
        return user ? { waits: await verbs.list(actor.app, user.id) } : refuse('not-signed-in')
      }),
    ],
    wake: (app, sku) => {
      woken.set(`${app} ${sku}`, { app, sku })
      running ??= run()
    },
    sweep,
    idle,
    stop: async () => {
      await desk.stop()
      await idle()
    },
  }
}
