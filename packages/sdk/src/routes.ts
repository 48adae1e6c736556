// The REST contract by name: types come from the protocol, only method and path are left at run time (no schemas here).
import type { api, Endpoint } from '@hawker/protocol'

type Api = typeof api
type Subject = { [S in keyof Api]: Api[S] extends object ? S : never }[keyof Api] & string
type EndpointIn<S extends Subject> = {
  [E in keyof Api[S] & string]: Api[S][E] extends Endpoint ? E : never
}[keyof Api[S] & string]

/** `session.signIn`, `commerce.placeOrder`, …: every endpoint the protocol declares. */
export type RouteName = { [S in Subject]: `${S}.${EndpointIn<S>}` }[Subject]

/** The protocol's definition behind a name. */
export type EndpointOf<N extends RouteName> = N extends `${infer S}.${infer E}`
  ? S extends Subject
    ? E extends keyof Api[S]
      ? Api[S][E] extends Endpoint
        ? Api[S][E]
        : never
      : never
    : never
  : never

/** By subject and name: method, and path below `/api/`. */
export type Routes = { readonly [S in Subject]?: { readonly [N in EndpointIn<S>]?: string } }

/** What viewers and hosts call, and programs beside them. What else staff call is in `routes-staff.ts`. */
export const ROUTES: Routes = {
  addresses: {
    listAddresses: 'GET my/addresses',
    removeAddress: 'DELETE my/addresses/{address}',
    putAddress: 'PUT my/addresses/{address}',
  },
  audience: {
    unfollow: 'DELETE hosts/{host}/follow',
    readFollow: 'GET hosts/{host}/follow',
    follow: 'PUT hosts/{host}/follow',
  },
  auctions: {
    listAuctionResults: 'GET rooms/{room}/auction-results',
    readAuction: 'GET rooms/{room}/auctions/{auction}',
    placeBid: 'POST rooms/{room}/auctions/{auction}/bids',
    readOwnBids: 'GET rooms/{room}/auctions/{auction}/mine',
  },
  baskets: {
    readBasket: 'GET baskets/{basket}',
    putBasket: 'PUT baskets/{basket}',
    beginBasketPayment: 'POST baskets/{basket}/payment',
    listDeliveryMethods: 'GET delivery-methods',
    readCart: 'GET my/cart',
    removeCartLine: 'DELETE my/cart/{sku}',
    putCartLine: 'PUT my/cart/{sku}',
  },
  commerce: {
    readStockTruth: 'GET invariants/stock',
    listOwnOrders: 'GET orders',
    placeOrder: 'POST orders',
    readOrder: 'GET orders/{order}',
    cancelOrder: 'POST orders/{order}/cancel',
    beginPayment: 'POST orders/{order}/payment',
    refundOrder: 'POST orders/{order}/refund',
    actInSandbox: 'POST payments/{payment}/sandbox',
    createProduct: 'POST products',
    listRefunds: 'GET orders/{order}/refunds',
    listTimedOffers: 'GET products/{product}/offers',
    readPrices: 'GET products/{product}/prices',
    explainProduct: 'PUT rooms/{room}/explaining',
    openLaunch: 'POST rooms/{room}/launches',
    undoLaunch: 'POST rooms/{room}/launches/undo',
    closeLaunch: 'DELETE rooms/{room}/launches/{launch}',
    listRoomOrders: 'GET rooms/{room}/orders',
    readShelf: 'GET rooms/{room}/shelf',
    putShelf: 'PUT rooms/{room}/shelf',
  },
  coupons: {
    claimCode: 'POST coupons/claims',
    listOwnCoupons: 'GET my/coupons',
    claimDrop: 'POST rooms/{room}/drops/{drop}/claims',
  },
  fields: {
    listFields: 'GET fields',
    declareField: 'POST fields',
    changeField: 'PATCH fields/{name}',
    readAttributes: 'GET rooms/{room}/attributes',
    writeAttributes: 'PATCH rooms/{room}/attributes',
    readCounters: 'GET rooms/{room}/counters',
    changeCounters: 'POST rooms/{room}/counters',
    readRoomFields: 'GET rooms/{room}/fields',
    writeRoomFields: 'PATCH rooms/{room}/fields',
  },
  gifts: {
    listGifts: 'GET gifts',
    listGiftLeaders: 'GET rooms/{room}/gift-leaders',
    sendGift: 'POST rooms/{room}/gifts',
    readWallet: 'GET wallet',
    topUpWallet: 'POST wallet/top-ups',
    listOwnTransfers: 'GET wallet/transfers',
  },
  levels: {
    listBadges: 'GET badges',
    readRules: 'GET level-rules',
    readOwnStanding: 'GET my/level',
  },
  live: {
    readPushAddress: 'POST rooms/{room}/push-address',
    regeneratePushAddress: 'POST rooms/{room}/push-address/regenerate',
    readStreamHealth: 'GET rooms/{room}/stream',
  },
  messages: {
    broadcast: 'POST broadcasts',
    postMessage: 'POST rooms/{room}/messages',
    tellRoom: 'POST rooms/{room}/notices',
    listThreads: 'GET threads',
    readThread: 'GET threads/{user}',
    postDirect: 'POST threads/{user}/messages',
    readUpTo: 'PUT threads/{user}/read',
  },
  moderation: {
    recall: 'DELETE rooms/{room}/messages/{message}',
  },
  rooms: {
    listRooms: 'GET rooms',
    createRoom: 'POST rooms',
    readRoom: 'GET rooms/{room}',
    changeRoom: 'PATCH rooms/{room}',
    listMembers: 'GET rooms/{room}/members',
    readRoomMeters: 'GET rooms/{room}/meters',
    moveRoom: 'POST rooms/{room}/status',
  },
  session: {
    socketTicket: 'POST rooms/{room}/ticket',
    signOut: 'DELETE session',
    whoAmI: 'GET session',
    signIn: 'POST session',
    becomeGuest: 'POST session/guest',
    signInByLink: 'POST session/link',
    changePassword: 'PUT session/password',
    signInByTicket: 'POST session/ticket',
  },
  staff: {
    listStaff: 'GET staff',
    addStaff: 'POST staff',
    changeStaff: 'PATCH staff/{user}',
  },
  waitlist: {
    listOwnWaits: 'GET my/waitlist',
    leaveWaitlist: 'DELETE skus/{sku}/waitlist',
    joinWaitlist: 'PUT skus/{sku}/waitlist',
  },
}

/** Method, and path below `/api/`. */
export const routeOf = (name: RouteName, more: Routes = {}): [method: string, path: string] => {
  const [subject, endpoint] = name.split('.') as [Subject, string]
  const known = ROUTES[subject] as Record<string, string> | undefined
  const route = known?.[endpoint] ?? (more[subject] as Record<string, string> | undefined)?.[endpoint]
  if (route === undefined) throw new Error(`${name} takes createHawker({ routes: STAFF_ROUTES })`)
  return route.split(' ') as [string, string]
}
