// What staff do with orders, coupons, auctions, delivery, gifts and levels. An entry of its own (`@hawker/sdk/shop`): pages of
// viewers do not carry it.
import type { Auction } from '@hawker/protocol'
import { AUCTION_EXTENDED_MAX_MS } from '@hawker/protocol/bidding'
import type { Ask, Call } from './http.ts'

/** What a browser names otherwise is looked at all the same: the server goes by the bytes, and says what is wrong. */
const EFFECT = /^(?:image\/(?:png|webp)|video\/mp4)$/
const UNNAMED = 'application/octet-stream'

/** What an auction was put up with: opened with it, another is the same, however often the end of that one was moved. */
export const auctionTermsOf = (
  auction: Pick<
    Auction,
    'skuId' | 'startMinor' | 'stepMinor' | 'openedAt' | 'endsLatestAt' | 'extendsMs' | 'guestsMayBid'
  >,
) => {
  const { skuId, startMinor, stepMinor, openedAt, endsLatestAt, extendsMs, guestsMayBid } = auction
  const lastsMs = endsLatestAt - openedAt - (extendsMs === 0 ? 0 : AUCTION_EXTENDED_MAX_MS)
  return { skuId, startMinor, stepMinor, lastsMs, extendsMs, guestsMayBid }
}

/**
 * A shop as its staff keep it.
 * @example
 * const shop = createShop(hawker.call)
 * const packed = await shop.orders.ship(order.id, { carrier: 'SF Express', trackingCode: 'SF123' })
 */
export const createShop = (call: Call) => ({
  orders: {
    /** `next` of the answer goes in as `after`, also where a search found nothing yet (`searchedTo`: how far it looked). */
    list: (query: Ask<'fulfilment.listShopOrders'>['query'] = {}) => call('fulfilment.listShopOrders', { query }),
    read: (order: string) => call('fulfilment.readShopOrder', { params: { order } }),
    exportCsv: (query: Ask<'fulfilment.exportShopOrders'>['query'] = {}) =>
      call('fulfilment.exportShopOrders', { query }),
    /** It is on its way; again, it corrects carrier and tracking. */
    ship: (order: string, shipment: Ask<'fulfilment.shipOrder'>['body']) =>
      call('fulfilment.shipOrder', { params: { order }, body: shipment }),
    /** All of it or a part; the id makes it happen once. */
    refund: (order: string, refund: Ask<'commerce.refundOrder'>['body']) =>
      call('commerce.refundOrder', { params: { order }, body: refund }),
    /** What was paid back of it, oldest first. */
    refunds: (order: string) => call('commerce.listRefunds', { params: { order } }),
  },
  coupons: {
    /** The app's coupons, newest first. */
    list: () => call('coupons.listCoupons', {}),
    create: (coupon: Ask<'coupons.createCoupon'>['body']) => call('coupons.createCoupon', { body: coupon }),
    /** Single codes of a coupon. They are shown this once. */
    makeCodes: (coupon: string, count: number) => call('coupons.makeCodes', { params: { coupon }, body: { count } }),
    /** Shows a coupon to a room, for the first who take it. */
    drop: (room: string, drop: Ask<'coupons.dropCoupon'>['body']) =>
      call('coupons.dropCoupon', { params: { room }, body: drop }),
    /** Takes a drop away; what was claimed stays claimed. */
    close: (room: string, drop: string) => call('coupons.closeDrop', { params: { room, drop } }),
  },
  auctions: {
    /** Puts one piece of a SKU up for whoever bids most; it is set aside until the end. */
    open: (room: string, auction: Ask<'auctions.openAuction'>['body']) =>
      call('auctions.openAuction', { params: { room }, body: auction }),
    /** Takes it away before its end: its bids are void. */
    withdraw: (room: string, auction: string) => call('auctions.withdrawAuction', { params: { room, auction } }),
    /** Offers what its winner let go to the next bidder (`next.bidder` of the list): it is held for him. */
    offer: (room: string, auction: string, bidder: number) =>
      call('auctions.offerAuction', { params: { room, auction }, body: { bidder } }),
    /** Newest first, with who won and who is next; `next` of the answer goes in as `after`. */
    list: (room: string, query: Ask<'auctions.listAuctions'>['query'] = {}) =>
      call('auctions.listAuctions', { params: { room }, query }),
  },
  delivery: {
    list: () => call('baskets.listDeliveryMethods', { query: {} }),
    put: (method: string, terms: Ask<'baskets.putDeliveryMethod'>['body']) =>
      call('baskets.putDeliveryMethod', { params: { method }, body: terms }),
    remove: (method: string) => call('baskets.removeDeliveryMethod', { params: { method } }),
  },
  gifts: {
    put: (gift: string, terms: Ask<'gifts.putGift'>['body']) =>
      call('gifts.putGift', { params: { gift }, body: terms }),
    /** Takes in what moves while a gift is shown; the `url` of the answer is the gift's `effectUrl`. */
    uploadEffect: (file: File) =>
      call('gifts.uploadEffect', { body: EFFECT.test(file.type) ? file : new File([file], '', { type: UNNAMED }) }),
    /** Takes a gift off the list; what was sent stays sent. */
    remove: (gift: string) => call('gifts.removeGift', { params: { gift } }),
    /** Gifts, top-ups and what took them back, newest first: all, of a `user`, of a `room`, or one `transfer`. */
    transfers: (query: Ask<'gifts.listTransfers'>['query'] = {}) => call('gifts.listTransfers', { query }),
    /** Takes back a gift or a top-up by a transfer the other way, once. */
    reverse: (transfer: string) => call('gifts.reverseTransfer', { params: { transfer }, body: {} }),
  },
  levels: {
    readRules: () => call('levels.readRules', { query: {} }),
    putRules: (rules: Ask<'levels.putRules'>['body']) => call('levels.putRules', { body: rules }),
  },
  /** What must always be true of money and goods, as it was counted last. */
  invariants: () => call('invariants.readInvariants', {}),
})

export type Shop = ReturnType<typeof createShop>
