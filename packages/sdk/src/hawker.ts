// One server, one caller: everything else hangs from here.
import { createGifts, createHosts } from './audience.ts'
import { createCoupons } from './coupons.ts'
import { createFields } from './fields.ts'
import { type Ask, createCall, type HttpOptions } from './http.ts'
import { type Machine, thisMachine } from './machine.ts'
import { createMessages } from './messages.ts'
import { createOrders } from './orders.ts'
import { Room, type TicketProvider } from './room.ts'
import { createSession } from './session.ts'
import { createShelf } from './shelf.ts'
import { createStudio } from './studio.ts'
import type { OpenTransport } from './transport.ts'
import { socketUrl, webSocketTransport } from './transport-websocket.ts'

export interface HawkerOptions {
  /** The server, `https://shop.example`. A page served by it may leave this out. */
  readonly baseUrl?: string
  /** The app to act in; the server's default when left out. */
  readonly app?: string
  /** A bearer token to start with: a server token, or one kept from an earlier session. Not for browsers. */
  readonly token?: string
  /** Where a session is kept. Default: a cookie in browsers, a token elsewhere. */
  readonly keep?: 'cookie' | 'token'
  /** What staff and the merchant's own programs call besides: `STAFF_ROUTES` of `@hawker/sdk/routes-staff`. */
  readonly routes?: HttpOptions['routes']
  /** For tests and odd places. */
  readonly fetch?: HttpOptions['fetch']
  readonly openSocket?: OpenTransport
  readonly machine?: Machine
}

/**
 * Opens nothing yet: gives the calls of one server, and rooms to join.
 * @example
 * const hawker = createHawker({ baseUrl: 'https://shop.example' })
 * await hawker.session.becomeGuest('Ann')
 * const room = hawker.room('tea')
 * await room.join()
 */
export const createHawker = (options: HawkerOptions = {}) => {
  const inBrowser = 'document' in globalThis
  const { baseUrl = '', app, machine = thisMachine, keep = inBrowser ? 'cookie' : 'token' } = options
  const inApp = app === undefined ? {} : { app }
  let token = options.token ?? null
  const call = createCall({
    baseUrl: baseUrl.replace(/\/$/, ''),
    token: () => token,
    routes: options.routes,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
  })
  const session = createSession({ call, ...inApp, keep, keepToken: (kept) => (token = kept) })

  const ticketFor =
    (room: string): TicketProvider =>
    () =>
      session.socketTicket(room)

  return {
    /** Any endpoint by name, with the protocol's types. */
    call,
    /** As handed in; for the SDK's other entries. */
    machine,
    app,
    session,
    orders: createOrders(call, machine),
    shelf: createShelf(call, app),
    studio: createStudio(call),
    hosts: createHosts(call, app),
    gifts: createGifts(call, machine, app),
    coupons: createCoupons(call, machine),
    messages: createMessages(call, machine),
    fields: createFields(call, app),
    /** Rooms of the app. `hawker.rooms.list({ status: 'live' })` */
    rooms: {
      list: (query: Ask<'rooms.listRooms'>['query'] = {}) => call('rooms.listRooms', { query: { ...inApp, ...query } }),
      read: (room: string) => call('rooms.readRoom', { params: { room }, query: inApp }),
      /** The newest members who are here now, and the staff who are. */
      members: (room: string, limit?: number) => call('rooms.listMembers', { params: { room }, query: { limit } }),
      /** Takes back a line or custom message: one's own, as staff anybody's. */
      recall: (room: string, message: string) => call('moderation.recall', { params: { room, message } }),
    },
    /** The bearer token in use, to be kept by the caller. Null in browsers. */
    get token() {
      return token
    },
    /** A room to join. Each call gives a new one. */
    room: (id: string, { ticket = ticketFor(id) }: { ticket?: TicketProvider } = {}): Room => {
      const open = options.openSocket ?? ((listener) => webSocketTransport(socketUrl(baseUrl))(listener))
      const room = new Room({ id, ...inApp, open, ticket, machine })
      if (inBrowser) wakeWith(room)
      return room
    },
  }
}

export type Hawker = ReturnType<typeof createHawker>

/** Lets the device's own signs cut a wait short. */
const wakeWith = (room: Room): void => {
  const wake = () => room.wake()
  const shown = () => document.visibilityState === 'visible' && room.wake()
  room.on('link', ({ state }) => {
    const listen = state === 'ended' ? 'removeEventListener' : 'addEventListener'
    globalThis[listen]('online', wake)
    document[listen]('visibilitychange', shown)
  })
}
