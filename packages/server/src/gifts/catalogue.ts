// The gifts of an app and the version of their list.
import type { AppId, api, GiftId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'

export type Gift = api.gifts.Gift

const giftOf = (row: Gift): Gift => ({ ...row, coins: Number(row.coins) })

export const readCatalogue = async (db: Kysely<unknown>, app: AppId): Promise<{ gifts: Gift[]; version: number }> => {
  const [gifts, version] = await Promise.all([
    sql<Gift>`
      select id, name, image_url as "imageUrl", coins, size from gifts where app_id = ${app} order by coins, id`.execute(
      db,
    ),
    sql<{ version: number }>`select version from gift_catalogues where app_id = ${app}`.execute(db),
  ])
  return { gifts: gifts.rows.map(giftOf), version: Number(version.rows[0]?.version ?? 0) }
}

export const findGift = async (db: Kysely<unknown>, app: AppId, gift: GiftId): Promise<Gift | null> => {
  const { rows } = await sql<Gift>`
    select id, name, image_url as "imageUrl", coins, size from gifts where app_id = ${app} and id = ${gift}`.execute(db)
  return rows[0] ? giftOf(rows[0]) : null
}

/** Adds or changes a gift; answers the new version of the list, or null when nothing changed. */
export const storeGift = async (tx: Transaction<unknown>, app: AppId, gift: Gift): Promise<number | null> => {
  const { id, name, imageUrl, coins, size } = gift
  const changed = await sql`
    insert into gifts as g (app_id, id, name, image_url, coins, size)
    values (${app}, ${id}, ${name}, ${imageUrl}, ${coins}, ${size})
    on conflict (app_id, id) do update set name = ${name}, image_url = ${imageUrl}, coins = ${coins}, size = ${size}
    where (g.name, g.image_url, g.coins, g.size) is distinct from (${name}, ${imageUrl}, ${coins}, ${size})
    returning 1`.execute(tx)
  if (changed.rows.length === 0) return null
  const { rows } = await sql<{ version: number }>`
    insert into gift_catalogues as c (app_id, version) values (${app}, 1)
    on conflict (app_id) do update set version = c.version + 1 returning version`.execute(tx)
  return Number(rows[0]!.version)
}
