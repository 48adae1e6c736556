// The limits as the code has them, by the sections of docs/operate/limits.md.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as protocol from '../packages/protocol/src/index.ts'
import * as roomState from '../packages/sdk/src/room-state.ts'
import * as appTokens from '../packages/server/src/accounts/app-tokens.ts'
import * as sessionLife from '../packages/server/src/accounts/core/session-life.ts'
import * as passwords from '../packages/server/src/accounts/passwords.ts'
import * as signInLimit from '../packages/server/src/accounts/sign-in-limit.ts'
import * as signInLinks from '../packages/server/src/accounts/sign-in-links.ts'
import * as socketTickets from '../packages/server/src/accounts/socket-tickets.ts'
import { RATES } from '../packages/server/src/api/caller.ts'
import * as paths from '../packages/server/src/api/core/path.ts'
import * as buckets from '../packages/server/src/api/core/token-buckets.ts'
import * as batches from '../packages/server/src/bus/core/batches.ts'
import * as history from '../packages/server/src/bus/core/history.ts'
import * as kept from '../packages/server/src/bus/core/kept.ts'
import * as recent from '../packages/server/src/bus/core/recent.ts'
import * as failover from '../packages/server/src/bus/log-failover.ts'
import * as redisLog from '../packages/server/src/bus/log-redis.lua.ts'
import * as presence from '../packages/server/src/bus/presence-redis.lua.ts'
import * as bids from '../packages/server/src/commerce/auctions/bid-statement.ts'
import * as bidding from '../packages/server/src/commerce/auctions/core/bidding.ts'
import * as sweepAddresses from '../packages/server/src/commerce/baskets/sweep-addresses.ts'
import * as carts from '../packages/server/src/commerce/cart/cart-store.ts'
import * as readCsv from '../packages/server/src/commerce/catalogue/read-csv.ts'
import * as hold from '../packages/server/src/commerce/orders/core/hold.ts'
import * as placeOrder from '../packages/server/src/commerce/orders/place-order.ts'
import * as payments from '../packages/server/src/commerce/payments/open-payments.ts'
import * as webhook from '../packages/server/src/commerce/payments/payments-webhook.ts'
import * as reconcile from '../packages/server/src/commerce/payments/reconcile-payments.ts'
import * as refundsStore from '../packages/server/src/commerce/payments/refunds-store.ts'
import * as refunds from '../packages/server/src/commerce/payments/send-refunds.ts'
import * as line from '../packages/server/src/commerce/waitlist/core/line.ts'
import * as dueLines from '../packages/server/src/commerce/waitlist/due-lines.ts'
import * as joins from '../packages/server/src/commerce/waitlist/join-statement.ts'
import { WORKERS_MAX } from '../packages/server/src/config.ts'
import * as claimStatement from '../packages/server/src/coupons/claim-statement.ts'
import * as drops from '../packages/server/src/coupons/drops.ts'
import * as makeCoupon from '../packages/server/src/coupons/make-coupon.ts'
import * as coupons from '../packages/server/src/coupons/store.ts'
import * as settleBatch from '../packages/server/src/db/settle-batch.ts'
import * as attributes from '../packages/server/src/fields/core/attributes.ts'
import * as counterNews from '../packages/server/src/fields/counter-news.ts'
import * as writeFields from '../packages/server/src/fields/write-fields.ts'
import * as decode from '../packages/server/src/gateway/decode.ts'
import * as gateway from '../packages/server/src/gateway/limits.ts'
import * as combo from '../packages/server/src/gifts/core/combo.ts'
import * as ledger from '../packages/server/src/gifts/core/ledger.ts'
import * as leaders from '../packages/server/src/gifts/leaders.ts'
import * as sendDesk from '../packages/server/src/gifts/send-desk.ts'
import * as tally from '../packages/server/src/gifts/tally.ts'
import * as duty from '../packages/server/src/invariants/core/duty.ts'
import * as lane from '../packages/server/src/kernel/lane.ts'
import * as leases from '../packages/server/src/leases/index.ts'
import * as points from '../packages/server/src/levels/core/points.ts'
import * as broadcast from '../packages/server/src/live/broadcast.ts'
import * as publisher from '../packages/server/src/live/core/publisher-limits.ts'
import * as show from '../packages/server/src/live/core/show.ts'
import * as directory from '../packages/server/src/live/directory.ts'
import * as far from '../packages/server/src/live/far-origin.ts'
import * as held from '../packages/server/src/live/held-requests.ts'
import * as rtmpDoor from '../packages/server/src/live/ingest-rtmp.ts'
import * as onAir from '../packages/server/src/live/on-air.ts'
import * as ownership from '../packages/server/src/live/ownership.ts'
import * as pushSignature from '../packages/server/src/live/push-signature.ts'
import * as rtmpLine from '../packages/server/src/live/rtmp-line.ts'
import * as sayDirect from '../packages/server/src/messages/say-direct.ts'
import * as tellRooms from '../packages/server/src/messages/tell-rooms.ts'
import * as ends from '../packages/server/src/moderation/core/ends.ts'
import * as recall from '../packages/server/src/moderation/core/recall.ts'
import * as boxes from '../packages/server/src/pictures/core/effects/boxes.ts'
import * as effect from '../packages/server/src/pictures/core/effects/effect.ts'
import * as look from '../packages/server/src/pictures/core/look.ts'
import * as effects from '../packages/server/src/pictures/effects.ts'
import * as pictures from '../packages/server/src/pictures/index.ts'
import * as makePicture from '../packages/server/src/pictures/make.ts'
import * as sweepEffects from '../packages/server/src/pictures/sweep-effects.ts'
import * as departures from '../packages/server/src/rooms/core/departures.ts'
import * as seats from '../packages/server/src/rooms/seats.ts'
import * as restarts from '../packages/server/src/supervisor/core/restarts.ts'

export type Limits = ReadonlyMap<string, readonly number[]>

type Named = Readonly<Record<string, unknown>>

/** Constants that their module keeps to itself, as its text has them: a product of whole numbers. */
const declaredIn = (file: string): Named => {
  const text = readFileSync(path.join(import.meta.dirname, '../packages/server/src', file), 'utf8')
  const found = text.matchAll(/^(?:export )?const ([A-Z_]+) = ([\d_]+(?: \* [\d_]+)*)$/gm)
  const product = (factors: string) =>
    factors.split(' * ').reduce((result, factor) => result * Number(factor.replaceAll('_', '')), 1)
  return Object.fromEntries([...found].map(([, name, factors]) => [name, product(factors!)]))
}

const rates = Object.entries(RATES).map(([who, { perSecond, burst }]) => [`RATES.${who}`, [perSecond, burst]] as const)

const limitsOf = (...modules: readonly Named[]): Limits =>
  new Map(
    modules
      .flatMap((module) => Object.entries(module))
      .map(([name, value]) => [name, Array.isArray(value) ? value : [value]] as const)
      .filter(([, values]) => values.every((value) => typeof value === 'number')),
  )

const { api } = protocol

export const limitsBySection: Readonly<Record<string, Limits>> = {
  Sockets: limitsOf(gateway, decode, { ...gateway.defaultLimits() }, declaredIn('gateway/limits.ts')),
  'A room': limitsOf(
    ...[protocol, history, seats, departures],
    ...['rooms/core/slow-mode.ts', 'rooms/standing.ts'].map((file) => declaredIn(file)),
  ),
  'Keeping order': limitsOf(
    api.moderation,
    ends,
    recall,
    ...['moderation/store.ts', 'moderation/sanction.ts'].map((file) => declaredIn(file)),
  ),
  'Fields and messages': limitsOf(
    ...[protocol, api.messages, attributes, counterNews, writeFields, sayDirect, tellRooms],
  ),
  HTTP: limitsOf(
    ...[paths, buckets, api, api.rooms, api.audit, { PRICES_PAGE_MAX: api.commerce.PRICES_PAGE_MAX }],
    ...[declaredIn('listen.ts'), Object.fromEntries(rates)],
  ),
  'Signing in': limitsOf(...[sessionLife, passwords, signInLimit, signInLinks, socketTickets, appTokens, api.session], {
    STEP_UP_MS: api.STEP_UP_MS,
  }),
  Coupons: limitsOf(claimStatement, drops, makeCoupon, coupons, roomState, api.coupons),
  Gifts: limitsOf(protocol, api.gifts, combo, ledger, leaders, sendDesk, tally, boxes, effect, effects, sweepEffects),
  'Levels and truths': limitsOf(
    ...[api.levels, points, duty],
    ...[
      'rooms/tallies.ts',
      'rooms/core/tally.ts',
      'levels/count-points.ts',
      'invariants/check.ts',
      'journal/read-on.ts',
    ].map((file) => declaredIn(file)),
  ),
  Orders: limitsOf(
    ...[protocol, api.auctions, api.baskets, api.gifts, bids, bidding, carts, dueLines, joins, line],
    ...[hold, lane, placeOrder, settleBatch, payments, reconcile, refunds, refundsStore, sweepAddresses, webhook],
    ...[
      'baskets/put-basket.ts',
      'fulfilment/export-orders.ts',
      'fulfilment/search-orders.ts',
      'fulfilment/core/search.ts',
    ].map((file) => declaredIn(`commerce/${file}`)),
  ),
  Catalogue: limitsOf(
    ...[api.commerce, api.pictures, look, makePicture, pictures, readCsv],
    ...['pace.ts', 'read-csv.ts', 'import-from-shop.ts'].map((file) => declaredIn(`commerce/catalogue/${file}`)),
    ...[declaredIn('pictures/make.ts'), declaredIn('commerce/shops/medusa.ts')],
  ),
  Video: limitsOf(
    broadcast,
    publisher,
    show,
    held,
    rtmpDoor,
    onAir,
    pushSignature,
    rtmpLine,
    ownership,
    directory,
    far,
  ),
  'Several processes': limitsOf(
    batches,
    kept,
    recent,
    failover,
    redisLog,
    presence,
    leases,
    restarts,
    { WORKERS_MAX },
    declaredIn('supervisor/index.ts'),
  ),
  'Database and end': limitsOf(
    gateway,
    ...['db/pool.ts', 'db/open.ts', 'app.ts', 'main.ts'].map((file) => declaredIn(file)),
  ),
}
