// Sends gifts by group commit: whatever arrives while a batch is under way goes into the next, one commit for all.
import type { OrderedEvent, Refusal, RoomId } from '@hawker/protocol'
import { type Database, openBatchConnection, settling } from '#db'
import type { Journal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import { createLane } from '#kernel/lane'
import type { Rooms } from '#rooms'
import type { Log } from '#system/log'
import { type GiftAnswer, type GiftAsk, type Judged, judge, type SentGift } from './core/judge.ts'
import { createSendQuery, findQueries, knownOf, type RoomNews } from './send-statement.ts'

/** Batches that run at once in this process; a sender always goes the same way, so his gifts keep their order. */
export const GIFT_LANES = 2
/**
 * Gifts of one batch and room that are told again after a crash: more than a room lets through in a second, of which
 * the costliest are kept. While nothing crashes the room is handed all of them, and counts what it drops.
 */
export const RETOLD_MAX = 100

export interface SendDeskDeps {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'tell'>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}

export interface SendDesk {
  send(ask: GiftAsk): Promise<GiftAnswer | Refusal>
  readonly batches: number
  readonly waiting: number
  stop(): Promise<void>
}

const laneOf = ({ app, from }: GiftAsk): number => {
  let hash = 0
  for (const text of [app, from.id])
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return (hash >>> 0) % GIFT_LANES
}

const eventOf = ({ ask, gift, coins, answer }: SentGift): OrderedEvent => ({
  type: 'gift.sent',
  id: `gift:${ask.id}`,
  at: ask.at,
  from: ask.from,
  giftId: ask.giftId,
  name: gift.name,
  imageUrl: gift.imageUrl,
  quantity: ask.quantity,
  combo: answer.combo,
  coins,
  size: gift.size,
  ...(gift.effect ? { effect: gift.effect } : {}),
})

/** The costliest, in the order they came. */
const worthRetelling = (sent: readonly SentGift[]): readonly SentGift[] => {
  if (sent.length <= RETOLD_MAX) return sent
  const kept = new Set([...sent].sort((a, b) => b.coins - a.coins).slice(0, RETOLD_MAX))
  return sent.filter((one) => kept.has(one))
}

const byRoom = (sent: readonly SentGift[]): Map<RoomId, SentGift[]> => {
  const rooms = new Map<RoomId, SentGift[]>()
  for (const one of sent) {
    const of = rooms.get(one.ask.room)
    if (of) of.push(one)
    else rooms.set(one.ask.room, [one])
  }
  return rooms
}

const newsOf = (room: string, sent: readonly SentGift[]): RoomNews => ({
  room,
  payload: JSON.stringify({ gifts: sent.map(({ ask, coins }) => [ask.id, ask.from.id, coins]) }),
  tell: JSON.stringify(worthRetelling(sent).map(eventOf)),
})

export const openSendDesk = ({ db, journal, rooms, clock, timers, log }: SendDeskDeps): SendDesk => {
  const sendQuery = createSendQuery((select) => journal.insertToldFrom(select))

  const openOne = () => {
    const connection = openBatchConnection(db)
    const attempt = async (batch: readonly GiftAsk[]): Promise<Judged['answers']> => {
      const { app } = batch[0]!
      let judged: Judged | null = null
      let news = new Map<RoomId, SentGift[]>()
      const [told = []] = await connection.decide(app, findQueries(batch), (found) => {
        judged = judge(batch, knownOf(found))
        if (judged.sent.length === 0) return []
        news = byRoom(judged.sent)
        return [
          sendQuery(
            app,
            judged,
            [...news].map(([room, sent]) => newsOf(room, sent)),
          ),
        ]
      })
      for (const { id, room_id } of told as { id: string | number; room_id: RoomId }[]) {
        void rooms.tell(app, room_id, String(id), news.get(room_id)!.map(eventOf))
      }
      return (judged as Judged | null)!.answers
    }
    const run = settling(attempt, { clock, timers, log, what: 'gifts' })
    const lane = createLane<GiftAsk, GiftAnswer>({ group: ({ app }) => app, once: [], run }, { clock, timers })
    return { connection, lane }
  }
  const lanes = Array.from({ length: GIFT_LANES }, openOne)

  return {
    send: (ask) => lanes[laneOf(ask)]!.lane.put(ask),
    get batches() {
      return lanes.reduce((sum, { lane }) => sum + lane.batches, 0)
    },
    get waiting() {
      return lanes.reduce((sum, { lane }) => sum + lane.waiting, 0)
    },
    stop: async () => {
      await Promise.all(lanes.map(({ lane }) => lane.drain()))
      for (const { connection } of lanes) connection.close()
    },
  }
}
