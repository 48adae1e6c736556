// The REST contract by name: types come from the protocol, only method and path are left at run time (no schemas here).
import type { api, Endpoint } from '@hawker/protocol'

type Api = typeof api
type Subject = { [S in keyof Api]: Api[S] extends object ? S : never }[keyof Api] & string
type NamesIn<S extends Subject> = {
  [E in keyof Api[S] & string]: Api[S][E] extends Endpoint ? `${S}.${E}` : never
}[keyof Api[S] & string]

/** `session.signIn`, `commerce.placeOrder`, …: every endpoint the protocol declares. */
export type RouteName = { [S in Subject]: NamesIn<S> }[Subject]

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

export const ROUTES: Readonly<Record<RouteName, string>> = {
  'audience.readFollow': 'GET /api/hosts/{host}/follow',
  'audience.follow': 'PUT /api/hosts/{host}/follow',
  'audience.unfollow': 'DELETE /api/hosts/{host}/follow',
  'commerce.createProduct': 'POST /api/products',
  'commerce.listProducts': 'GET /api/products',
  'commerce.readProduct': 'GET /api/products/{product}',
  'commerce.changeProduct': 'PATCH /api/products/{product}',
  'commerce.addSku': 'POST /api/products/{product}/skus',
  'commerce.changeSku': 'PATCH /api/products/{product}/skus/{sku}',
  'commerce.readPrices': 'GET /api/products/{product}/prices',
  'commerce.importProducts': 'POST /api/catalogue.csv',
  'commerce.exportProducts': 'GET /api/catalogue.csv',
  'commerce.importFromShop': 'POST /api/catalogue/from-shop',
  'commerce.readShelf': 'GET /api/rooms/{room}/shelf',
  'commerce.putShelf': 'PUT /api/rooms/{room}/shelf',
  'commerce.openLaunch': 'POST /api/rooms/{room}/launches',
  'commerce.closeLaunch': 'DELETE /api/rooms/{room}/launches/{launch}',
  'commerce.undoLaunch': 'POST /api/rooms/{room}/launches/undo',
  'commerce.explainProduct': 'PUT /api/rooms/{room}/explaining',
  'commerce.placeOrder': 'POST /api/orders',
  'commerce.readOrder': 'GET /api/orders/{order}',
  'commerce.listOwnOrders': 'GET /api/orders',
  'commerce.cancelOrder': 'POST /api/orders/{order}/cancel',
  'commerce.beginPayment': 'POST /api/orders/{order}/payment',
  'commerce.actInSandbox': 'POST /api/payments/{payment}/sandbox',
  'commerce.refundOrder': 'POST /api/orders/{order}/refund',
  'commerce.listRoomOrders': 'GET /api/rooms/{room}/orders',
  'commerce.readStockTruth': 'GET /api/invariants/stock',
  'coupons.listCoupons': 'GET /api/coupons',
  'coupons.createCoupon': 'POST /api/coupons',
  'coupons.makeCodes': 'POST /api/coupons/{coupon}/codes',
  'coupons.dropCoupon': 'POST /api/rooms/{room}/drops',
  'coupons.closeDrop': 'DELETE /api/rooms/{room}/drops/{drop}',
  'coupons.claimDrop': 'POST /api/rooms/{room}/drops/{drop}/claims',
  'coupons.claimCode': 'POST /api/coupons/claims',
  'coupons.listOwnCoupons': 'GET /api/my/coupons',
  'gifts.listGifts': 'GET /api/gifts',
  'gifts.putGift': 'PUT /api/gifts/{gift}',
  'gifts.listGiftLeaders': 'GET /api/rooms/{room}/gift-leaders',
  'gifts.reverseTransfer': 'POST /api/coin-transfers/{transfer}/reversal',
  'gifts.readLedgerTruth': 'GET /api/invariants/coins',
  'gifts.readWallet': 'GET /api/wallet',
  'gifts.topUpWallet': 'POST /api/wallet/top-ups',
  'gifts.sendGift': 'POST /api/rooms/{room}/gifts',
  'invariants.readInvariants': 'GET /api/invariants',
  'levels.readRules': 'GET /api/level-rules',
  'levels.putRules': 'PUT /api/level-rules',
  'levels.readOwnStanding': 'GET /api/my/level',
  'levels.readStanding': 'GET /api/people/{user}/level',
  'levels.giveBadge': 'PUT /api/people/{user}/badges/{badge}',
  'levels.takeBadge': 'DELETE /api/people/{user}/badges/{badge}',
  'live.readPushAddress': 'POST /api/rooms/{room}/push-address',
  'live.regeneratePushAddress': 'POST /api/rooms/{room}/push-address/regenerate',
  'live.readStreamHealth': 'GET /api/rooms/{room}/stream',
  'pictures.uploadPicture': 'POST /api/pictures',
  'rooms.listRooms': 'GET /api/rooms',
  'rooms.readRoom': 'GET /api/rooms/{room}',
  'rooms.createRoom': 'POST /api/rooms',
  'rooms.changeRoom': 'PATCH /api/rooms/{room}',
  'rooms.moveRoom': 'POST /api/rooms/{room}/status',
  'rooms.readRoomMeters': 'GET /api/rooms/{room}/meters',
  'session.signIn': 'POST /api/session',
  'session.signInByLink': 'POST /api/session/link',
  'session.signInByTicket': 'POST /api/session/ticket',
  'session.becomeGuest': 'POST /api/session/guest',
  'session.whoAmI': 'GET /api/session',
  'session.changePassword': 'PUT /api/session/password',
  'session.signOut': 'DELETE /api/session',
  'session.socketTicket': 'POST /api/rooms/{room}/ticket',
  'fields.listFields': 'GET /api/fields',
  'fields.declareField': 'POST /api/fields',
  'fields.changeField': 'PATCH /api/fields/{name}',
  'fields.readRoomFields': 'GET /api/rooms/{room}/fields',
  'fields.writeRoomFields': 'PATCH /api/rooms/{room}/fields',
  'fields.readAttributes': 'GET /api/rooms/{room}/attributes',
  'fields.writeAttributes': 'PATCH /api/rooms/{room}/attributes',
  'fields.readCounters': 'GET /api/rooms/{room}/counters',
  'fields.changeCounters': 'POST /api/rooms/{room}/counters',
  'messages.postMessage': 'POST /api/rooms/{room}/messages',
  'messages.tellRoom': 'POST /api/rooms/{room}/notices',
  'messages.broadcast': 'POST /api/broadcasts',
  'messages.listThreads': 'GET /api/threads',
  'messages.readThread': 'GET /api/threads/{user}',
  'messages.postDirect': 'POST /api/threads/{user}/messages',
  'messages.readUpTo': 'PUT /api/threads/{user}/read',
  'moderation.listMutes': 'GET /api/rooms/{room}/mutes',
  'moderation.mute': 'PUT /api/rooms/{room}/mutes/{user}',
  'moderation.unmute': 'DELETE /api/rooms/{room}/mutes/{user}',
  'moderation.listAppMutes': 'GET /api/mutes',
  'moderation.muteInApp': 'PUT /api/mutes/{user}',
  'moderation.unmuteInApp': 'DELETE /api/mutes/{user}',
  'moderation.listBans': 'GET /api/rooms/{room}/bans',
  'moderation.ban': 'PUT /api/rooms/{room}/bans/{user}',
  'moderation.unban': 'DELETE /api/rooms/{room}/bans/{user}',
  'moderation.kick': 'POST /api/rooms/{room}/kicks',
  'moderation.recall': 'DELETE /api/rooms/{room}/messages/{message}',
  'moderation.pin': 'PUT /api/rooms/{room}/pin',
  'moderation.unpin': 'DELETE /api/rooms/{room}/pin',
  'moderation.listActs': 'GET /api/rooms/{room}/acts',
  'rooms.listMembers': 'GET /api/rooms/{room}/members',
  'staff.listStaff': 'GET /api/staff',
  'staff.addStaff': 'POST /api/staff',
  'staff.changeStaff': 'PATCH /api/staff/{user}',
}
