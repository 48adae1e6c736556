// Baskets as rows. Their prices stand in their orders. Locked after the orders, and after SKUs and launches; claims last.
import type { Address, AddressId, AppId, BasketId, Currency, OrderId, UserId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { DeliveryTerms } from '../delivery/core/terms.ts'
import type { Share } from './core/prices.ts'
import { lookAtAddress } from './sweep-addresses.ts'

export interface BasketRow {
  readonly id: BasketId
  readonly buyer: UserId
  /** As it was put. */
  readonly orders: readonly OrderId[]
  readonly currency: Currency
  readonly claimId: string | null
  readonly couponTitle: string | null
  readonly addressId: AddressId | null
  readonly address: Address | null
  /** As it was promised. */
  readonly delivery: DeliveryTerms | null
}

const BASKET = sql`
  id, buyer_id as buyer, orders, currency, claim_id as "claimId", coupon_title as "couponTitle",
  address_id as "addressId", address, delivery`

export const readBasketRow = async (db: Kysely<unknown>, app: AppId, id: BasketId): Promise<BasketRow | null> => {
  const { rows } = await sql<BasketRow>`
    select ${BASKET} from baskets where id = ${id} and app_id = ${app}`.execute(db)
  return rows[0] ?? null
}

/** In the order of their ids, as everybody locks them. */
export const lockBaskets = async (
  tx: Transaction<unknown>,
  app: AppId,
  ids: readonly BasketId[],
): Promise<ReadonlyMap<BasketId, BasketRow>> => {
  const { rows } = await sql<BasketRow>`
    select ${BASKET} from baskets where id = any(${ids}::uuid[]) and app_id = ${app} order by id for update`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The orders that are in it now. */
export const membersOf = async (tx: Transaction<unknown>, app: AppId, id: BasketId): Promise<OrderId[]> => {
  const { rows } = await sql<{ id: OrderId }>`
    select id from orders where basket_id = ${id} and app_id = ${app}`.execute(tx)
  return rows.map((row) => row.id)
}

/** Takes orders out of the baskets they are in: they cost what their goods cost. */
export const takeOut = (tx: Transaction<unknown>, app: AppId, orders: readonly OrderId[]) =>
  sql`
    update orders set basket_id = null, discount_minor = 0, delivery_minor = 0,
      total_minor = unit_price_minor * quantity
    where id = any(${orders}::uuid[]) and app_id = ${app}`.execute(tx)

/** Puts locked orders into a basket, each with its part. */
export const putIn = (tx: Transaction<unknown>, app: AppId, basket: BasketId, shares: readonly Share[]) =>
  sql`
    update orders o set basket_id = ${basket}, discount_minor = s.discount, delivery_minor = s.delivery,
      total_minor = unit_price_minor * quantity - s.discount + s.delivery
    from unnest(${shares.map(({ id }) => id)}::uuid[], ${shares.map((one) => one.discountMinor)}::int8[],
      ${shares.map((one) => one.deliveryMinor)}::int8[]) as s(id, discount, delivery)
    where o.id = s.id and o.app_id = ${app}
      and (o.basket_id, o.discount_minor, o.delivery_minor) is distinct from (${basket}::uuid, s.discount, s.delivery)
  `.execute(tx)

/** False: somebody else made one of this id at the same moment. */
export const writeBasket = async (
  tx: Transaction<unknown>,
  app: AppId,
  basket: BasketRow,
  isNew: boolean,
): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    insert into baskets (app_id, id, buyer_id, orders, currency, claim_id, coupon_title, address_id, address, delivery,
      put_at, address_look_at)
    values (${app}, ${basket.id}, ${basket.buyer}, ${basket.orders}::uuid[], ${basket.currency}, ${basket.claimId},
      ${basket.couponTitle}, ${basket.addressId}, ${jsonOf(basket.address)}::jsonb, ${jsonOf(basket.delivery)}::jsonb,
      clock_timestamp(), ${lookAtAddress(basket.address !== null)})
    on conflict (id, app_id) do update set orders = excluded.orders, currency = excluded.currency,
      claim_id = excluded.claim_id, coupon_title = excluded.coupon_title, address_id = excluded.address_id,
      address = excluded.address, delivery = excluded.delivery, put_at = excluded.put_at,
      address_look_at = excluded.address_look_at
      where not ${isNew}::boolean`.execute(tx)
  return numAffectedRows === 1n
}

/** Its coupon went elsewhere while nobody had paid: what stands of it was not priced with that. */
export const putWithoutClaim = (tx: Transaction<unknown>, app: AppId, id: BasketId) =>
  sql`update baskets set claim_id = null, coupon_title = null where id = ${id} and app_id = ${app}`.execute(tx)

const jsonOf = (value: object | null): string | null => (value === null ? null : JSON.stringify(value))
