// What only staff and the merchant's own programs call. An entry of its own (`@hawker/sdk/routes-staff`): pages of viewers
// do not carry it.
import type { Routes } from './routes.ts'

/**
 * @example
 * const hawker = createHawker({ routes: STAFF_ROUTES })
 * await createShop(hawker.call).orders.list({ state: 'paid' })
 */
export const STAFF_ROUTES: Routes = {
  auctions: {
    listAuctions: 'GET rooms/{room}/auctions',
    offerAuction: 'POST rooms/{room}/auctions/{auction}/offers',
    openAuction: 'POST rooms/{room}/auctions',
    withdrawAuction: 'DELETE rooms/{room}/auctions/{auction}',
  },
  audit: {
    listDeeds: 'GET rooms/{room}/deeds',
  },
  baskets: {
    removeDeliveryMethod: 'DELETE delivery-methods/{method}',
    putDeliveryMethod: 'PUT delivery-methods/{method}',
  },
  commerce: {
    importFromShop: 'POST catalogue/from-shop',
    exportProducts: 'GET catalogue.csv',
    importProducts: 'POST catalogue.csv',
    listProducts: 'GET products',
    readProduct: 'GET products/{product}',
    changeProduct: 'PATCH products/{product}',
    addSku: 'POST products/{product}/skus',
    changeSku: 'PATCH products/{product}/skus/{sku}',
  },
  coupons: {
    listCoupons: 'GET coupons',
    createCoupon: 'POST coupons',
    makeCodes: 'POST coupons/{coupon}/codes',
    dropCoupon: 'POST rooms/{room}/drops',
    closeDrop: 'DELETE rooms/{room}/drops/{drop}',
  },
  fulfilment: {
    shipOrder: 'POST orders/{order}/shipment',
    listShopOrders: 'GET shop/orders',
    readShopOrder: 'GET shop/orders/{order}',
    exportShopOrders: 'GET shop/orders.csv',
  },
  gifts: {
    listTransfers: 'GET coin-transfers',
    uploadEffect: 'POST gift-effects',
    reverseTransfer: 'POST coin-transfers/{transfer}/reversal',
    removeGift: 'DELETE gifts/{gift}',
    putGift: 'PUT gifts/{gift}',
    readLedgerTruth: 'GET invariants/coins',
  },
  invariants: {
    readInvariants: 'GET invariants',
  },
  levels: {
    putRules: 'PUT level-rules',
    takeBadge: 'DELETE people/{user}/badges/{badge}',
    giveBadge: 'PUT people/{user}/badges/{badge}',
    readStanding: 'GET people/{user}/level',
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
    listMutes: 'GET rooms/{room}/mutes',
    unmute: 'DELETE rooms/{room}/mutes/{user}',
    mute: 'PUT rooms/{room}/mutes/{user}',
    unpin: 'DELETE rooms/{room}/pin',
    pin: 'PUT rooms/{room}/pin',
  },
  pictures: {
    uploadPicture: 'POST pictures',
  },
}
