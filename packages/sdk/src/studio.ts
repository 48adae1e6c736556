// What a host and the shop's staff do: rooms, launches, the push address, numbers.
import type { Ask, Call } from './http.ts'

type Status = Ask<'rooms.moveRoom'>['body']['status']
type Page = Ask<'commerce.listRoomOrders'>['query']

/**
 * Running a show.
 * @example
 * await hawker.studio.launch('tea', 'celadon-cup', { lastsMs: 300_000 })
 */
export const createStudio = (call: Call) => ({
  createRoom: (room: Ask<'rooms.createRoom'>['body']) => call('rooms.createRoom', { body: room }),
  changeRoom: (room: string, change: Ask<'rooms.changeRoom'>['body']) =>
    call('rooms.changeRoom', { params: { room }, body: change }),
  announce: (room: string, announcement: string) =>
    call('rooms.changeRoom', { params: { room }, body: { announcement } }),
  /** Moves the room to another status; only legal moves are made. */
  moveTo: (room: string, status: Status, reason: string | null = null) =>
    call('rooms.moveRoom', { params: { room }, body: { status, reason } }),
  /** Shows a product to everybody in the room, in place of the one before. */
  launch: (room: string, productId: string, how: Omit<Ask<'commerce.openLaunch'>['body'], 'productId'> = {}) =>
    call('commerce.openLaunch', { params: { room }, body: { productId, ...how } }),
  retract: (room: string, launch: string) => call('commerce.closeLaunch', { params: { room, launch } }),
  /** Takes back the last launch or retraction, whoever made it, within `UNDO_MS`. */
  undo: (room: string) => call('commerce.undoLaunch', { params: { room }, body: {} }),
  /** What the host is explaining now, whatever is being shown; null: nothing. */
  explain: (room: string, productId: string | null) =>
    call('commerce.explainProduct', { params: { room }, body: { productId } }),
  /** Signs a push address; the reason stands in the audit log. */
  pushAddress: (room: string, reason?: string) =>
    call('live.readPushAddress', { params: { room }, body: reason === undefined ? {} : { reason } }),
  /** A new key: every older address stops working. */
  regeneratePushAddress: (room: string) => call('live.regeneratePushAddress', { params: { room }, body: {} }),
  streamHealth: (room: string) => call('live.readStreamHealth', { params: { room } }),
  meters: (room: string) => call('rooms.readRoomMeters', { params: { room } }),
  orders: (room: string, query: Page = {}) => call('commerce.listRoomOrders', { params: { room }, query }),
  /** sold + held + free = stocked, counted now. */
  stockTruth: () => call('commerce.readStockTruth', {}),
  staff: () => call('staff.listStaff', {}),
  addStaff: (member: Ask<'staff.addStaff'>['body']) => call('staff.addStaff', { body: member }),
  changeStaff: (user: string, role: Ask<'staff.changeStaff'>['body']['role']) =>
    call('staff.changeStaff', { params: { user }, body: { role } }),
})

export type Studio = ReturnType<typeof createStudio>
