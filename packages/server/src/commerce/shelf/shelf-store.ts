// Reads what a room offers and shows. One query each: snapshots are built from these.
import type { AppId, Launch, ProductId, RoomId, ShelfItem } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import { LIST_PRICE_CHARGED } from '../catalogue/price-history.ts'
import { millisOf, NOW } from '../times.ts'

export interface Shelf {
  readonly items: ShelfItem[]
  /** What the host is explaining now. */
  readonly explaining: ProductId | null
  readonly version: number
  readonly launch: Launch | null
  readonly launchVersion: number
}

type ItemRow = Omit<ShelfItem, 'onSale' | 'listPriceCharged' | 'shownAt'> & {
  onSale: boolean
  charged: boolean
  shownAt: number | null
}

export const readItems = async (db: Kysely<unknown>, app: AppId, room: RoomId): Promise<ShelfItem[]> => {
  const { rows } = await sql<ItemRow>`
    select f.number, p.id as "productId", p.title, p.image_url as "imageUrl", p.description,
      p.selling_points as "sellingPoints", p.currency, s.price as "priceMinor", p.list_price_minor as "listPriceMinor",
      ${LIST_PRICE_CHARGED} as charged, p.per_buyer_limit as "perBuyerLimit", ${millisOf('f.planned_at')} as "plannedAt",
      ${millisOf('f.shown_at')} as "shownAt", p.on_sale as "onSale", s.skus
    from shelf f
      join products p on p.app_id = f.app_id and p.id = f.product_id
      cross join lateral (
        select min(price_minor) as price, json_agg(json_strip_nulls(json_build_object('id', id, 'label', label,
          'options', nullif(options, '{}'), 'priceMinor', price_minor, 'stock', greatest(stock - waiting, 0),
          'stocked', stocked, 'waiting', nullif(waiting, 0)))
          order by position) as skus
        from skus where app_id = f.app_id and product_id = p.id) s
    where f.app_id = ${app} and f.room_id = ${room} order by f.number`.execute(db)
  return rows.map(({ onSale, charged, shownAt, ...item }) => ({
    ...item,
    ...(onSale ? {} : { onSale }),
    ...(charged ? { listPriceCharged: true } : {}),
    ...(shownAt === null ? {} : { shownAt }),
  }))
}

/** From then on it is among what was explained in this show. */
export const keepShown = (tx: Kysely<unknown>, app: AppId, room: RoomId, product: ProductId) =>
  sql`
    update shelf set shown_at = ${NOW}
    where app_id = ${app} and room_id = ${room} and product_id = ${product} and shown_at is null`.execute(tx)

export interface LaunchRow {
  id: Launch['id']
  productId: Launch['productId']
  openedAt: number
  opensAt: number | null
  endsAt: number | null
  again: number | null
  version: number
  flashMinor: number | null
  flashQuantity: number
  flashLeft: number
  flashPerBuyer: number | null
}

/** Of a launch `l`. */
export const LAUNCH = sql`
  l.id, l.product_id as "productId", ${millisOf('l.opened_at')} as "openedAt", ${millisOf('l.opens_at')} as "opensAt",
  ${millisOf('l.ends_at')} as "endsAt", l.again, l.opened_version as version, l.flash_price_minor as "flashMinor",
  l.flash_quantity as "flashQuantity", l.flash_left as "flashLeft", l.flash_per_buyer as "flashPerBuyer"`

export const launchOf = ({ id, productId, openedAt, opensAt, endsAt, version, ...row }: LaunchRow): Launch => ({
  ...{ id, productId, openedAt, opensAt, endsAt, version },
  ...(row.again === null ? {} : { again: row.again }),
  flash:
    row.flashMinor === null
      ? null
      : {
          ...{ priceMinor: row.flashMinor, quantity: row.flashQuantity, left: row.flashLeft },
          perBuyerLimit: row.flashPerBuyer,
        },
})

type VersionsRow = { shelf: number; launched: number; explaining: ProductId | null } & (LaunchRow | { id: null })

/** What is being shown and explained, and up to which version shelf and launch are told. */
export const readLaunch = async (db: Kysely<unknown>, app: AppId, room: RoomId) => {
  const { rows } = await sql<VersionsRow>`
    select v.shelf_version as shelf, v.launch_version as launched, v.explaining, ${LAUNCH}
    from shelves v
      left join launches l on l.app_id = v.app_id and l.room_id = v.room_id and l.closed_at is null
    where v.app_id = ${app} and v.room_id = ${room}`.execute(db)
  const row = rows[0]
  const launch = row && row.id !== null ? launchOf(row) : null
  return {
    ...{ version: row?.shelf ?? 0, explaining: row?.explaining ?? null },
    ...{ launch, launchVersion: row?.launched ?? 0 },
  }
}

/** Versions are read before the items: a change in between is told again, never missed. */
export const readShelf = async (db: Kysely<unknown>, app: AppId, room: RoomId): Promise<Shelf> => {
  const state = await readLaunch(db, app, room)
  return { ...state, items: await readItems(db, app, room) }
}
