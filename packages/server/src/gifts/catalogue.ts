// The gifts of an app and the version of their list.
import type { AppId, api, GiftEffect, GiftId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'

export type Gift = api.gifts.Gift

/** As rows have it: a gift without an effect has null. */
type GiftRow = Omit<Gift, 'effect'> & { readonly effect: GiftEffect | null }

const COLUMNS = sql.raw('id, name, image_url as "imageUrl", coins, size, effect')

const giftOf = ({ effect, ...row }: GiftRow): Gift => ({
  ...row,
  coins: Number(row.coins),
  ...(effect === null ? {} : { effect }),
})

export const readCatalogue = async (db: Kysely<unknown>, app: AppId): Promise<{ gifts: Gift[]; version: number }> => {
  const [gifts, version] = await Promise.all([
    sql<GiftRow>`select ${COLUMNS} from gifts where app_id = ${app} order by coins, id`.execute(db),
    sql<{ version: number }>`select version from gift_catalogues where app_id = ${app}`.execute(db),
  ])
  return { gifts: gifts.rows.map(giftOf), version: Number(version.rows[0]?.version ?? 0) }
}

export const findGift = async (db: Kysely<unknown>, app: AppId, gift: GiftId): Promise<Gift | null> => {
  const { rows } = await sql<GiftRow>`
    select ${COLUMNS} from gifts where app_id = ${app} and id = ${gift}`.execute(db)
  return rows[0] ? giftOf(rows[0]) : null
}

const nextVersion = async (tx: Transaction<unknown>, app: AppId): Promise<number> => {
  const { rows } = await sql<{ version: number }>`
    insert into gift_catalogues as c (app_id, version) values (${app}, 1)
    on conflict (app_id) do update set version = c.version + 1 returning version`.execute(tx)
  return Number(rows[0]!.version)
}

export interface Stored {
  /** Of the list, now. */
  readonly version: number
  /** It was not on the list before. */
  readonly added: boolean
}

/** The effect that a gift has now, and will have until it is stored. */
export const lockEffectOf = async (tx: Transaction<unknown>, app: AppId, gift: GiftId): Promise<GiftEffect | null> => {
  const { rows } = await sql<{ effect: GiftEffect | null }>`
    select effect from gifts where app_id = ${app} and id = ${gift} for update`.execute(tx)
  return rows[0]?.effect ?? null
}

/** Adds or changes a gift; null when nothing changed. */
export const storeGift = async (tx: Transaction<unknown>, app: AppId, gift: Gift): Promise<Stored | null> => {
  const { id, name, imageUrl, coins, size } = gift
  const effect = gift.effect ? JSON.stringify(gift.effect) : null
  const changed = await sql<{ added: boolean }>`
    insert into gifts as g (app_id, id, name, image_url, coins, size, effect)
    values (${app}, ${id}, ${name}, ${imageUrl}, ${coins}, ${size}, ${effect}::jsonb)
    on conflict (app_id, id) do update
      set name = excluded.name, image_url = excluded.image_url, coins = excluded.coins, size = excluded.size,
        effect = excluded.effect
    where (g.name, g.image_url, g.coins, g.size, g.effect) is distinct from
      (excluded.name, excluded.image_url, excluded.coins, excluded.size, excluded.effect)
    returning g.xmax = 0 as added`.execute(tx)
  const row = changed.rows[0]
  return row ? { version: await nextVersion(tx, app), added: row.added } : null
}

/** Takes a gift off the list and answers what it was, null when it is not on it. Gifts that were sent keep id and name. */
export const deleteGift = async (
  tx: Transaction<unknown>,
  app: AppId,
  gift: GiftId,
): Promise<{ gift: Gift; version: number } | null> => {
  const { rows } = await sql<GiftRow>`
    with gone as (delete from gifts where app_id = ${app} and id = ${gift} returning *),
    named as (
      insert into gifts_removed (app_id, id, name) select app_id, id, name from gone
      on conflict (app_id, id) do update set name = excluded.name)
    select ${COLUMNS} from gone`.execute(tx)
  return rows[0] ? { gift: giftOf(rows[0]), version: await nextVersion(tx, app) } : null
}
