// Hawker's SDK: the same protocol from the other side. Everything public is here.

export type * from '@hawker/protocol'
export { CLOSE, shouldReconnect } from '@hawker/protocol/close-code'
export { isRefusal, REFUSALS } from '@hawker/protocol/refusal'
export type { Gifts, Hosts } from './audience.ts'
export type { ServerClock } from './clock.ts'
export type { ConnectionState, Ending } from './connection.ts'
export type { Coupons } from './coupons.ts'
export type { EndReason } from './ending.ts'
export type { Fields } from './fields.ts'
export { FOREVER } from './forever.ts'
export type { Gap, Lost } from './gap.ts'
export { createHawker, type Hawker, type HawkerOptions } from './hawker.ts'
export type { Answer, Ask, Call } from './http.ts'
export type { Messages } from './messages.ts'
export type { NewOrder, Orders } from './orders.ts'
export type { CustomReceipt, CustomSent, Receipt } from './receipt.ts'
export { reduceRoom } from './reduce-room.ts'
export { type Joined, Room, type TicketProvider } from './room.ts'
export type { Link, Place, RoomEvents } from './room-events.ts'
export {
  type At,
  type Closed,
  type ClosedDrop,
  EMPTY_ROOM,
  type Heard,
  type RoomState,
} from './room-state.ts'
export type { RouteName } from './routes.ts'
export type { Session, You } from './session.ts'
export type { Shelf } from './shelf.ts'
export type { Studio } from './studio.ts'
export { newId } from './uuid.ts'
