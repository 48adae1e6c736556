// A gift: coins are taken and the journal is written in one transaction; only then does anybody see it.
import {
  type AppId,
  type GiftId,
  type PublicPerson,
  type Refusal,
  type RoomFacts,
  type RoomId,
  type RoomStatus,
  refuse,
} from '@hawker/protocol'
import type { Clock } from '#kernel/clock'
import type { GiftAnswer } from './core/judge.ts'
import type { SendDesk } from './send-desk.ts'

export interface GiftOrder {
  readonly app: AppId
  readonly room: RoomId
  readonly from: PublicPerson
  readonly id: string
  readonly giftId: GiftId
  readonly quantity: number
}

interface Deps {
  readonly desk: SendDesk
  readonly roomOf: (app: AppId, room: RoomId) => Promise<RoomFacts | null>
  readonly clock: Clock
}

/** Of one gift in one send: at the highest price far below what a wallet holds. */
const QUANTITY_MAX = 9_999

/** States in which a room takes gifts. */
const OPEN: readonly RoomStatus[] = ['live', 'paused', 'interrupted']

const refusalOf = (facts: RoomFacts | null): Refusal | null => {
  if (facts === null || facts.status === 'draft') return refuse('not-found')
  return OPEN.includes(facts.status) ? null : refuse('room-closed')
}

export const createSendGift =
  ({ desk, roomOf, clock }: Deps) =>
  async (order: GiftOrder): Promise<GiftAnswer | Refusal> => {
    const { app, room, quantity } = order
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) return refuse('invalid')
    const at = clock.now()
    const facts = await roomOf(app, room)
    const ask = { ...order, id: order.id.toLowerCase(), at, host: facts?.host?.id ?? null }
    return desk.send({ ...ask, roomRefuses: refusalOf(facts) })
  }
