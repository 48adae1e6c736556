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
export const ROUTES: { readonly [S in Subject]: { readonly [N in EndpointIn<S>]: string } } = {
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
  baskets: {
    readBasket: 'GET baskets/{basket}',
    putBasket: 'PUT baskets/{basket}',
    beginBasketPayment: 'POST baskets/{basket}/payment',
    listDeliveryMethods: 'GET delivery-methods',
    removeDeliveryMethod: 'DELETE delivery-methods/{method}',
    putDeliveryMethod: 'PUT delivery-methods/{method}',
    readCart: 'GET my/cart',
    removeCartLine: 'DELETE my/cart/{sku}',
    putCartLine: 'PUT my/cart/{sku}',
  },
  commerce: {
    importFromShop: 'POST catalogue/from-shop',
    exportProducts: 'GET catalogue.csv',
    importProducts: 'POST catalogue.csv',
    readStockTruth: 'GET invariants/stock',
    listOwnOrders: 'GET orders',
    placeOrder: 'POST orders',
    readOrder: 'GET orders/{order}',
    cancelOrder: 'POST orders/{order}/cancel',
    beginPayment: 'POST orders/{order}/payment',
    refundOrder: 'POST orders/{order}/refund',
    actInSandbox: 'POST payments/{payment}/sandbox',
    listProducts: 'GET products',
    createProduct: 'POST products',
    readProduct: 'GET products/{product}',
    changeProduct: 'PATCH products/{product}',
    readPrices: 'GET products/{product}/prices',
    addSku: 'POST products/{product}/skus',
    changeSku: 'PATCH products/{product}/skus/{sku}',
    explainProduct: 'PUT rooms/{room}/explaining',
    openLaunch: 'POST rooms/{room}/launches',
    undoLaunch: 'POST rooms/{room}/launches/undo',
    closeLaunch: 'DELETE rooms/{room}/launches/{launch}',
    listRoomOrders: 'GET rooms/{room}/orders',
    readShelf: 'GET rooms/{room}/shelf',
    putShelf: 'PUT rooms/{room}/shelf',
  },
  coupons: {
    listCoupons: 'GET coupons',
    createCoupon: 'POST coupons',
    claimCode: 'POST coupons/claims',
    makeCodes: 'POST coupons/{coupon}/codes',
    listOwnCoupons: 'GET my/coupons',
    dropCoupon: 'POST rooms/{room}/drops',
    closeDrop: 'DELETE rooms/{room}/drops/{drop}',
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
  fulfilment: {
    shipOrder: 'POST orders/{order}/shipment',
    listShopOrders: 'GET shop/orders',
    readShopOrder: 'GET shop/orders/{order}',
    exportShopOrders: 'GET shop/orders.csv',
  },
  gifts: {
    reverseTransfer: 'POST coin-transfers/{transfer}/reversal',
    listGifts: 'GET gifts',
    removeGift: 'DELETE gifts/{gift}',
    putGift: 'PUT gifts/{gift}',
    readLedgerTruth: 'GET invariants/coins',
    listGiftLeaders: 'GET rooms/{room}/gift-leaders',
    sendGift: 'POST rooms/{room}/gifts',
    readWallet: 'GET wallet',
    topUpWallet: 'POST wallet/top-ups',
  },
  invariants: {
    readInvariants: 'GET invariants',
  },
  levels: {
    listBadges: 'GET badges',
    readRules: 'GET level-rules',
    putRules: 'PUT level-rules',
    readOwnStanding: 'GET my/level',
    takeBadge: 'DELETE people/{user}/badges/{badge}',
    giveBadge: 'PUT people/{user}/badges/{badge}',
    readStanding: 'GET people/{user}/level',
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
    listAppMutes: 'GET mutes',
    unmuteInApp: 'DELETE mutes/{user}',
    muteInApp: 'PUT mutes/{user}',
    listActs: 'GET rooms/{room}/acts',
    listBans: 'GET rooms/{room}/bans',
    unban: 'DELETE rooms/{room}/bans/{user}',
    ban: 'PUT rooms/{room}/bans/{user}',
    kick: 'POST rooms/{room}/kicks',
    recall: 'DELETE rooms/{room}/messages/{message}',
    listMutes: 'GET rooms/{room}/mutes',
    unmute: 'DELETE rooms/{room}/mutes/{user}',
    mute: 'PUT rooms/{room}/mutes/{user}',
    unpin: 'DELETE rooms/{room}/pin',
    pin: 'PUT rooms/{room}/pin',
  },
  pictures: {
    uploadPicture: 'POST pictures',
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
export const routeOf = (name: RouteName): [method: string, path: string] => {
  const [subject, endpoint] = name.split('.') as [Subject, string]
  return (ROUTES[subject] as Record<string, string>)[endpoint]!.split(' ') as [string, string]
}
